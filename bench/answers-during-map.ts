// Whether the bot still answers while the map is laid out for the first time: how long /similar and /topics take then,
// beside when nothing else is done, in one process with the embedded database. Rows are titles of questions, each in a
// channel and so a conversation of its own, which is the dearest case.
// Usage: node --import ./src/quick-imports.ts bench/answers-during-map.ts [FOLDER OF DATA] [ROWS, 20000]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { collect } from '../src/collect/collect.ts';
import { runCommand } from '../src/commands/run.ts';
import { loadConfig } from '../src/config.ts';
import { fillEmbeddings } from '../src/embed/fill.ts';
import { assemble } from '../src/hubbub.ts';
import { loadMap } from '../src/map/map.ts';
import { spread } from '../src/topics/cluster/random.ts';
import { refreshTopics } from '../src/topics/refresh.ts';
import { operator } from '../src/viewer.ts';
import { readRows } from './rows.ts';

const [, , data = '../shared/data', size = '20000'] = process.argv;
const workspace = 'bench';
const minute = 60_000;

const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-bench-'));
const hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir, HUBBUB_WEB_PORT: 'off' }));
const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder(workspace)]);
const rows = await readRows<{ text: string }>(join(data, 'topics/stackoverflow20.jsonl'));
const messages = spread(Number(size), rows.length).map((at, i) => ({
  text: rows[at]!.text,
  ...{ workspace, id: `m${i}`, author: `a${i}` },
  channel: `c${i}`,
  ts: Date.UTC(2024, 0, 1) + i * minute,
}));
for (let i = 0; i < messages.length; i += 1000) await collect(store, messages.slice(i, i + 1000));
await fillEmbeddings(store, embedder, workspace);
await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
const { rows: counted } = await store.pool.query<{ conversations: number; topics: number }>(
  `select count(distinct conversation)::int as conversations, count(distinct topic)::int as topics from topic_member`,
);
const [{ conversations, topics } = { conversations: 0, topics: 0 }] = counted;
console.log(`${messages.length} messages in ${conversations} conversations and ${topics} topics`);

const viewer = operator(workspace);
const lines = ['/similar how to sort a list', '/topics', '/similar query with a join is slow'];
await measure('warming up', setTimeout(3_000));
const idle = await measure('idle', setTimeout(15_000));
const began = performance.now();
const before = process.cpuUsage();
const laying = loadMap(store, viewer);
const busy = await measure('while the map is laid out', laying);
const { user, system } = process.cpuUsage(before);
const { points } = await laying;
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(
  `laid out ${points.length} messages: ${seconds} s, ${((user + system) / 1e6).toFixed(1)} s of CPU with the answers`,
);
console.log(
  `ratio of the medians ${(busy.p50 / idle.p50).toFixed(1)}, of p99 ${(busy.p99 / idle.p99).toFixed(1)}`,
);
await hubbub.close();
await rm(dataDir, { recursive: true });

/** Asks one line after the other until `until` is done. Times in milliseconds. */
async function measure(when: string, until: Promise<unknown>) {
  let done = false;
  const over = until.then(() => {
    done = true;
  });
  const stalls = monitorEventLoopDelay({ resolution: 5 });
  stalls.enable();
  const times: number[] = [];
  while (!done) {
    const asked = performance.now();
    await runCommand(hubbub, viewer, lines[times.length % lines.length]!);
    times.push(performance.now() - asked);
    await setTimeout(20);
  }
  await over;
  stalls.disable();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(Math.floor(share * times.length), times.length - 1)]!;
  const found = { p50: at(0.5), p99: at(0.99) };
  console.log(
    `${when}: ${times.length} answers, ${Math.round(found.p50)} ms (p50), ${Math.round(found.p99)} ms (p99), ${Math.round(times.at(-1)!)} ms at most; the main thread's longest stall ${Math.round(stalls.max / 1e6)} ms`,
  );
  return found;
}
