// Many processes on one PostgreSQL: how much more they take in than one, and what 50 kills of four of them leave.
// Usage: DATABASE_URL=postgres://… node bench/processes.ts ingest [--messages 20000]
//        DATABASE_URL=postgres://… node bench/processes.ts kills [--kills 50] [--per-second 20]
// The database must be empty; what is written stays there.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { ingest } from './processes/ingest.ts';
import { killProcesses } from './processes/kills.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    messages: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '50' },
    'per-second': { type: 'string', default: '20' },
  },
});
const databaseUrl = process.env.DATABASE_URL;

if (!databaseUrl) {
  console.error('Set DATABASE_URL to an empty database.');
  process.exitCode = 2;
} else if (positionals[0] === 'ingest') {
  const messages = Number(values.messages);
  await ingest(databaseUrl, 1, 1_000); // brings it up to date
  const rates = new Map<number, number>();
  for (const processes of [1, 2, 4]) rates.set(processes, await ingest(databaseUrl, processes, messages));
  console.log(`${availableParallelism()} cores, shared with the database; messages a second:`);
  for (const [processes, rate] of rates)
    console.log(`${processes}: ${Math.round(rate)}, ${(rate / rates.get(1)!).toFixed(2)} times one`);
} else if (positionals[0] === 'kills') {
  const { kills, connected, stoodBy, store, digests, unembedded, unhandled } = await killProcesses(
    databaseUrl,
    {
      kills: Number(values.kills),
      perSecond: Number(values['per-second']),
      onProgress: (done) => process.stderr.write(`\r${done} kills`),
    },
  );
  console.log(
    `\n${kills} kills -9 among four processes; ${connected} times one connected, ${stoodBy} times one stood by first.`,
  );
  const lost = store.differences.filter(({ what }) => what === 'missing').length;
  console.log(
    `${store.messages} messages in truth: ${lost} lost, ${store.doubled} doubled, ${store.differences.length} differences.`,
  );
  console.log(
    `${digests.due} digests: ${digests.lost} lost, ${digests.doubled} doubled; ${digests.resumed} finished by another process.`,
  );
  console.log(
    `${unembedded} without a vector; topics found ${store.runs} times; ${unhandled} unhandled errors.`,
  );
  if (store.differences.length > 0) console.table(store.differences.slice(0, 20));
} else {
  console.error('Say ingest or kills; see the top of bench/processes.ts.');
  process.exitCode = 2;
}
