import { statfs } from 'node:fs/promises';
import type { Finding } from '../../adapters/adapter.ts';
import { listSpending, monthInWords } from '../cost/summary.ts';
import { embeddingProgress, inWords } from '../embed/progress.ts';
import { HubbubError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import { workspaces } from '../store/schema.ts';
import { operator } from '../viewer.ts';
import { operationFindings } from './operation.ts';

const leastFree = 1e9;
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/** What can be looked at on this machine: settings, the database and what is in it. Nobody else is asked, nothing is paid for. */
export function ownFindings(hubbub: Hubbub): Record<string, Finding> {
  const { config, store } = hubbub;
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
      const own = Object.keys(config.prices);
      return `${monthInWords(month)}${own.length > 0 ? `; your own prices of ${own.join(', ')}` : ''}`;
    },
    ...operationFindings(hubbub),
  };
}

/** What has to be asked: the models, each of which is given something to do. */
export function modelFindings({ config, spaces, labeller }: Hubbub): Record<string, Finding> {
  return {
    embedder: async () => {
      const opened = await (await spaces()).wanted();
      const [vector] = await opened.embed(['Can anybody hear me?']);
      return `${opened.id} answers with vectors of ${vector!.length} numbers`;
    },
    labeller: async () => {
      const opened = await labeller('');
      const [named] = await opened.label(
        [{ key: 'test', keywords: ['coffee machine'], exemplars: ['The coffee machine is broken again.'] }],
        [],
      );
      const bound =
        config.labeller === 'keywords' ? '' : `, with ${config.labelTokensPerDay} tokens a day at most`;
      return `${opened.id} answers: ${named!.label}${bound}`;
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
