// What Hubbub costs from export to topics, with the local embedder: `import` of made-up exports of 1,000 and of 20,000
// messages, and of 100 more after those 20,000. Each is the real command in a process of its own and a new data folder.
// Usage: node bench/growth.ts [MESSAGES, 1000 and 20000 by default]
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeChat, type Row } from './growth/chat.ts';

const given = process.argv.slice(2).map(Number);
const counts = given.length > 0 ? given : [1000, 20_000];
const more = 100;

interface Cost {
  wall: number;
  /** Of the main process; the embedder's own is gone before topics are found. */
  peak: number;
}

/** Tells file descriptor 3 what the process has used. */
const telling = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));`)}`;
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'hubbub-growth-'));
try {
  const longest = Math.max(...counts);
  const chat = makeChat(longest + more);
  const length = chat.reduce((sum, row) => sum + row.text.length, 0) / chat.length;
  console.log(`Messages of ${length.toFixed(0)} characters, ${cpus().length} processors, load ${load()}`);
  const table: Record<string, object> = {};
  let growth: [first: Cost, grown: Cost] | undefined;
  for (const count of counts) {
    const data = join(folder, `data-${count}`);
    const first = await importing(chat.slice(0, count), data);
    table[count] = shown(first);
    if (count < longest) continue;
    growth = [first, await importing(chat.slice(count), data)];
    table[`+ ${more}`] = shown(growth[1]);
  }
  console.table(table);
  const [first, grown] = growth!;
  console.log(
    `${more} more cost ${((100 * grown.wall) / first.wall).toFixed(1)}% of the first ${longest}'s time`,
  );
  console.log(`Load afterwards: ${load()}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function importing(rows: readonly Row[], dataDir: string): Promise<Cost> {
  const file = join(folder, `${rows[0]!.id}.jsonl`);
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const start = performance.now();
  const run = spawnSync(
    process.execPath,
    ['--import', telling, main, 'import', file, '--workspace', 'made-up'],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HUBBUB_DATA_DIR: dataDir, HUBBUB_EMBEDDER: 'local' },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    },
  );
  const wall = (performance.now() - start) / 1000;
  if (run.status !== 0) throw new Error(`The import failed: ${run.stderr}`);
  const { maxRSS } = JSON.parse(String(run.output[3]));
  return { wall, peak: maxRSS / 1024 };
}

function shown({ wall, peak }: Cost) {
  return { 'time, s': wall.toFixed(1), 'peak RSS, MB': Math.round(peak) };
}

function load(): string {
  return loadavg()
    .map((x) => x.toFixed(1))
    .join(' ');
}
