import { statfs } from 'node:fs/promises';
import type { Finding } from '../../adapters/adapter.ts';
import type { Check } from '../commands/reply.ts';
import { listSpending, monthInWords } from '../cost/summary.ts';
import { embeddingProgress, inWords } from '../embed/progress.ts';
import { HubbubError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import { workspaces } from '../store/schema.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import { operationFindings } from './doctor/operation.ts';

/** `doctor`: tries each part for real and says how to mend what fails. */
export async function examine({ hubbub, terminal, platforms, dashboard }: Cli): Promise<void> {
  const checks: Check[] = [];
  const all = Object.assign(
    findings(hubbub),
    operationFindings(hubbub),
    ...platforms.map((platform) => platform.examine()),
    (await dashboard())?.examine(),
  );
  for (const [name, finding] of Object.entries<Finding>(all)) {
    const found = await check(name, finding);
    // Where the database cannot be opened, nothing behind it can: say so once.
    const said = found.state === 'problem' && checks.some((c) => c.finding === found.finding);
    checks.push(
      said ? { name, state: 'problem', finding: 'not checked, because of the problem above' } : found,
    );
  }
  const problems = checks.filter((c) => c.state === 'problem').length;
  const heading =
    problems === 0 ? 'Everything is in order.' : `${problems} of ${checks.length} checks found a problem.`;
  terminal.show({ heading, parts: [{ kind: 'checks', checks }], fallback: heading });
  if (problems > 0) process.exitCode = 1;
}

async function check(name: string, finding: Finding): Promise<Check> {
  try {
    return { name, state: 'ok', finding: await finding() };
  } catch (error) {
    if (error instanceof HubbubError)
      return { name, state: 'problem', finding: error.message, fix: error.fix };
    return {
      name,
      state: 'problem',
      finding: String(error),
      fix: 'See docs/architecture.md for what this part does.',
    };
  }
}

const leastFree = 1e9;
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

function findings(hubbub: Hubbub): Record<string, Finding> {
  const { config, store, spaces, labeller } = hubbub;
  return {
    settings: async () => `embedder ${config.embedder}, labeller ${config.labeller}, all settings understood`,
    database: async () => {
      const { embedded } = await store();
      return embedded
        ? `embedded in ${config.dataDir}, and no other process has it open`
        : 'PostgreSQL by DATABASE_URL';
    },
    'vector extension': async () => {
      const { rows } = await (await store()).pool.query<{ extversion: string }>(
        `select extversion from pg_extension where extname = 'vector'`,
      );
      return `pgvector ${rows[0]!.extversion}`;
    },
    migrations: async () => {
      const { rows } = await (await store()).pool.query<{ n: number }>(
        'select count(*)::int as n from drizzle.__drizzle_migrations',
      );
      return `${rows[0]!.n} applied`;
    },
    'disk space': async () => {
      const { bavail, bsize } = await statfs(config.dataDir).catch(() => statfs('.'));
      const free = bavail * bsize;
      if (free < leastFree)
        throw new HubbubError(
          `Only ${gigabytes(free)} are free where ${config.dataDir} lies.`,
          'Free some space, or move the data and set HUBBUB_DATA_DIR.',
        );
      return `${gigabytes(free)} free`;
    },
    embedder: async () => {
      const opened = await (await spaces()).wanted();
      const [vector] = await opened.embed(['Can anybody hear me?']);
      return `${opened.id} answers with vectors of ${vector!.length} numbers`;
    },
    'embeddings by workspace': async () => {
      const opened = await store();
      const known = await opened.db.select({ id: workspaces.id }).from(workspaces);
      const lines = await Promise.all(known.map(({ id }) => progressLine(hubbub, id)));
      return lines.join('; ') || 'there is no workspace yet';
    },
    budget: async () => {
      const { month } = await listSpending(await store(), config, { days: 1 });
      if (month.refused)
        throw new HubbubError(
          `The month's budget is spent: ${monthInWords(month)}.`,
          'Messages are kept, and wait until next month (UTC), or until HUBBUB_BUDGET_USD allows more. `cost` shows what it went into.',
        );
      return monthInWords(month);
    },
    labeller: async () => {
      const opened = await labeller('');
      const [named] = await opened.label(
        [{ key: 'test', keywords: ['coffee machine'], exemplars: ['The coffee machine is broken again.'] }],
        [],
      );
      return `${opened.id} answers: ${named!.label}`;
    },
  };
}

/** What answers in a workspace and how far it is; opens what people are answered with, though it asks nothing of it. */
async function progressLine(hubbub: Hubbub, workspace: string): Promise<string> {
  const { answers, next } = await embeddingProgress(await hubbub.store(), operator(workspace));
  if (!answers) return `${workspace} has none`;
  const line = `${workspace} is answered with ${answers.embedder}: ${inWords(answers)}`;
  if (!next) return line;
  const { notice = '' } = await hubbub.embedder(workspace);
  return `${line}, and ${next.embedder} takes its place when it is complete: ${inWords(next)}. ${notice}`.trim();
}
