// Whether each digest is posted once while processes die, clocks jump and the platform goes away, over 1,000 days in four zones.
// Usage: node bench/digest-simulation.ts [--days 1000] [--seed 1] [--processes 3]; DATABASE_URL for a PostgreSQL server
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '../src/store/store.ts';
import { simulateDays } from '../test/digest-days.ts';

const option = (fallback: string) => ({ type: 'string', default: fallback }) as const;
const { values } = parseArgs({
  options: { days: option('1000'), seed: option('1'), processes: option('3') },
});
const [days, seed, processes] = [values.days, values.seed, values.processes].map(Number) as [
  number,
  number,
  number,
];

const dataDir = mkdtempSync(join(tmpdir(), 'hubbub-bench-'));
process.on('exit', () => rmSync(dataDir, { recursive: true, force: true }));
const store = await openStore({ dataDir, databaseUrl: process.env.DATABASE_URL });
const result = await simulateDays({ store, from: new Date('2026-01-01'), days, seed, processes });
await store.close();

const { missing, doubled, unmarked, excused, ...counts } = result;
console.table({
  days,
  processes,
  ...counts,
  skipped: excused,
  missing: missing.length,
  doubled: doubled.length,
  unmarked: unmarked.length,
});
for (const fault of [...missing, ...doubled, ...unmarked].slice(0, 20)) console.log(fault);
process.exitCode = missing.length + doubled.length + unmarked.length > 0 ? 1 : 0;
