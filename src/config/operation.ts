import { z } from 'zod';
import { HubbubError } from '../errors.ts';

/** What a process does for the others: receives and answers, embeds, finds topics, posts digests, serves the dashboard. */
const ROLES = ['receive', 'embed', 'topics', 'digest', 'web'] as const;
type Role = (typeof ROLES)[number];

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** How these settings are written; each may be missing. */
export const operationSettings = {
  LOG_LEVEL: z.enum(LEVELS, { error: `expects one of ${LEVELS.join(', ')}` }),
  HUBBUB_METRICS_PORT: z
    .string()
    .regex(/^(\S+:)?\d+$/, { error: 'expects a port such as 9464, or address:port' }),
  HUBBUB_ROLES: z.string().regex(new RegExp(`^(${ROLES.join('|')})(\\s*,\\s*(${ROLES.join('|')}))*$`), {
    error: `expects some of ${ROLES.join(', ')}, with commas between them`,
  }),
};

/** How a running Hubbub is watched, and what of the work it takes. */
export interface OperationConfig {
  /** The least that is logged. */
  logLevel: (typeof LEVELS)[number];
  /** Where health and metrics are served; nowhere if left out. */
  metrics?: { host: string; port: number };
  /** What this process does; everything unless several share the work. */
  roles: ReadonlySet<Role>;
}

type Settings = Partial<
  Record<'LOG_LEVEL' | 'HUBBUB_METRICS_PORT' | 'HUBBUB_ROLES' | 'DATABASE_URL', string>
>;

/**
 * The part of the settings that is about operation.
 *
 * @throws HubbubError where several processes would need the database of one.
 */
export function operationConfig(s: Settings): OperationConfig {
  const [, host, port] = /^(?:(.*):)?(\d+)$/.exec(s.HUBBUB_METRICS_PORT ?? '') ?? [];
  const roles = new Set((s.HUBBUB_ROLES?.split(/\s*,\s*/) ?? ROLES) as Role[]);
  if (roles.size < ROLES.length && !s.DATABASE_URL)
    throw new HubbubError(
      `HUBBUB_ROLES=${s.HUBBUB_ROLES} leaves work to other processes, but the embedded database is for one.`,
      'Set DATABASE_URL to a PostgreSQL server that they share, or unset HUBBUB_ROLES.',
    );
  return {
    logLevel: (s.LOG_LEVEL as OperationConfig['logLevel']) ?? 'info',
    ...(port && { metrics: { host: host?.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) } }),
    roles,
  };
}
