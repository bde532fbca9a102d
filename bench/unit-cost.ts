// What a message costs: disk by table with all indexes, and CPU in this process, in the local embedder's and in the server's.
// Usage: DATABASE_URL=postgres://… node bench/unit-cost.ts [MESSAGES, 10000 by default], on this machine, as a user who may
// read /proc of the server. The database must be empty; what is written stays there.
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { collect } from '../src/collect/collect.ts';
import { loadConfig } from '../src/config.ts';
import { fillEmbeddings } from '../src/embed/fill.ts';
import { assemble } from '../src/hubbub.ts';
import { refreshTopics } from '../src/topics/refresh.ts';
import { makeChat } from './growth/chat.ts';

const workspace = 'bench:cost';
const count = Number(process.argv[2] ?? 10_000);
const hubbub = assemble(loadConfig({ DATABASE_URL: process.env.DATABASE_URL, HUBBUB_EMBEDDER: 'local' }));
const store = await hubbub.store();

/** Seconds of CPU that a process has used, and those of its children that have ended. */
const cpuOf = (pid: number): number =>
  statOf(pid)
    .slice(11, 15)
    .reduce((sum, ticks) => sum + Number(ticks) / 100, 0);
const parentOf = (pid: number): number => Number(statOf(pid)[1]);
const statOf = (pid: number): string[] =>
  /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))![1]!.split(' ');

/** Seconds so far, by process: of this one and the one that embeds, and of the server's for this database. */
const used = { own: new Map<number, number>(), server: new Map<number, number>() };
const database = new URL(process.env.DATABASE_URL ?? '').pathname.slice(1);
function look(): void {
  for (const pid of readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number))
    try {
      if (pid === process.pid || parentOf(pid) === process.pid) used.own.set(pid, cpuOf(pid));
      else if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').match(`^postgres: .* ${database} `))
        used.server.set(pid, cpuOf(pid));
    } catch {} // it has just ended
}
const looking = setInterval(look, 100);
function cpu(): { own: number; server: number } {
  look();
  const sum = (seconds: Map<number, number>) => [...seconds.values()].reduce((a, b) => a + b, 0);
  return { own: sum(used.own), server: sum(used.server) };
}

const work: Record<string, object> = {};
async function measured(name: string, doing: () => Promise<unknown>): Promise<void> {
  const before = cpu();
  await doing();
  const after = cpu();
  const ms = (part: 'own' | 'server') => Number((((after[part] - before[part]) * 1000) / count).toFixed(2));
  work[name] = { 'CPU ms': ms('own'), 'of the server': ms('server') };
}

const messages = makeChat(count).map(({ user, ts, ...row }) => ({
  ...row,
  workspace,
  author: user,
  ts: Date.parse(ts),
}));
await measured('store', async () => {
  for (let i = 0; i < count; i += 500) await collect(store, messages.slice(i, i + 500));
});
const embedder = await hubbub.embedder(workspace);
await measured('embed', () => fillEmbeddings(store, embedder, workspace));
const labeller = await hubbub.labeller(workspace);
await measured('find topics', () => refreshTopics(store, embedder.id, labeller, workspace));

await store.pool.query('vacuum analyze');
const { rows } = await store.pool.query<{ table: string; bytes: number }>(
  `select relname as table, pg_total_relation_size(oid)::float8 as bytes from pg_class
   where relkind = 'r' and relnamespace = 'public'::regnamespace order by 2 desc`,
);
const total = rows.reduce((sum, { bytes }) => sum + bytes, 0) / count;
const length = messages.reduce((sum, { text }) => sum + text.length, 0) / count;
console.log(
  `${count} messages of ${length.toFixed(0)} characters; ${availableParallelism()} cores, shared with the server.`,
);
console.table(work);
console.table(
  Object.fromEntries(
    rows
      .filter(({ bytes }) => bytes / count > 20)
      .map(({ table, bytes }) => [table, { 'KB a message': Number((bytes / count / 1000).toFixed(2)) }]),
  ),
);
console.log(`${(total / 1000).toFixed(1)} KB a message; worked out from these:`);
const { 'CPU ms': embed = 0 } = work.embed as { 'CPU ms'?: number };
console.table(
  [1e4, 1e6, 1e8].map((many) => ({
    messages: many,
    GB: Number(((total * many) / 1e9).toFixed(2)),
    'hours of a core to embed': Number(((embed * many) / 3_600_000).toFixed(2)),
  })),
);
clearInterval(looking);
await hubbub.close();
