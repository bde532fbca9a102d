import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore } from '../src/store/store.ts';
import { newDataFolder } from './data-folder.ts';

export interface KillReport {
  kills: number;
  /** Imports that were carried through, each killed several times on its way. */
  imports: number;
  /** What the store held after each, and after an undisturbed one: rows and a hash of all their values by table. */
  stores: Contents[];
  undisturbed: Contents;
}
type Contents = Record<string, { rows: number; hash: string }>;

/** Kills imports at `kills` random moments, from opening the store to the last vector, and carries each through. */
export async function killImports(
  kills: number,
  { days = 10, note = (_line: string) => {} } = {},
): Promise<KillReport> {
  const work = await mkdtemp(join(tmpdir(), 'hubbub-test-'));
  try {
    const path = await writeExport(join(work, 'export'), days);
    const start = performance.now();
    const undisturbed = await carryThrough(path, async () => false);
    const takes = performance.now() - start;
    const report: KillReport = { kills: 0, imports: 0, stores: [], undisturbed };
    while (report.kills < kills) {
      report.stores.push(
        await carryThrough(path, async (child) => {
          if (report.kills === kills) return false;
          const moment = Math.random() * takes * 0.8;
          await Promise.race([wait(moment), once(child, 'exit')]);
          if (child.exitCode !== null) return false;
          child.kill('SIGKILL');
          report.kills++;
          note(`killed after ${Math.round(moment)} ms of ${Math.round(takes)}`);
          return true;
        }),
      );
      report.imports++;
      note(`carried through: ${JSON.stringify(report.stores.at(-1))}`);
    }
    return report;
  } finally {
    await rm(work, { recursive: true });
  }
}

/** Starts the import as often as `disturb` kills it, then tells what it has left behind. */
async function carryThrough(
  path: string,
  disturb: (child: ChildProcess) => Promise<boolean>,
): Promise<Contents> {
  const dataDir = await newDataFolder();
  try {
    for (let killed = true; killed; ) {
      const child = fork(fileURLToPath(new URL('./import-child.ts', import.meta.url)), [dataDir, path]);
      const exit = once(child, 'exit');
      killed = await disturb(child);
      const [code] = await exit;
      if (!killed && code !== 0) throw new Error(`the import ended with exit code ${code}`);
    }
    return await contentsOf(dataDir);
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

async function contentsOf(dataDir: string): Promise<Contents> {
  const store = await openStore({ dataDir });
  const contents: Contents = {};
  for (const table of ['message', 'embedding', 'channel', 'author', 'import']) {
    const { rows } = await store.pool.query(
      `select to_jsonb(t) - 'finished_at' as row from ${table} t order by 1`,
    );
    const hash = createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 12);
    contents[table] = { rows: rows.length, hash };
  }
  await store.close();
  return contents;
}

/** A Slack export of 3 channels with 100 messages a day. */
async function writeExport(path: string, days: number): Promise<string> {
  const channels = ['general', 'kitchen', 'releases'];
  await mkdir(path);
  await writeFile(
    join(path, 'channels.json'),
    JSON.stringify(channels.map((name, i) => ({ id: `C${i}`, name }))),
  );
  for (const [c, channel] of channels.entries()) {
    await mkdir(join(path, channel));
    for (let day = 1; day <= days; day++) {
      const messages = Array.from({ length: 100 }, (_, i) => ({
        type: 'message',
        user: `U${(i * 7 + c) % 12}`,
        text: `Number ${i} in ${channel} on day ${day}: the kettle is ${i % 3 ? 'on' : 'off'} again`,
        ts: `${Date.UTC(2024, 2, day, 9) / 1_000 + i * 60 + c}.000100`,
      }));
      await writeFile(
        join(path, channel, `2024-03-${String(day).padStart(2, '0')}.json`),
        JSON.stringify(messages),
      );
    }
  }
  return path;
}
