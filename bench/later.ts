// What a run of topics costs when a little is new: the window from nothing, then again after 200 more messages, and
// after 200 more; CPU of the process with all its threads, and the longest time that the main thread was busy.
// Usage: node bench/later.ts [MESSAGES, 12400 by default] [FILE, ../shared/data/stream/zulip_lean_month.jsonl by default]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collect } from '../src/collect/collect.ts';
import { fillEmbeddings } from '../src/embed/fill.ts';
import { keywordLabeller } from '../src/label/open.ts';
import { openStore } from '../src/store/store.ts';
import { refreshTopics } from '../src/topics/refresh.ts';
import { readStream } from './stream.ts';
import { recordedEmbedder } from './vectors.ts';

const [count = '12400', file = '../shared/data/stream/zulip_lean_month.jsonl'] = process.argv.slice(2);
const more = 200;
const workspace = 'bench:later';
const all = readStream(file, workspace).messages;
const messages = Array.from({ length: Number(count) + 2 * more }, (_, i) => {
  const message = all[i % all.length]!;
  const again = Math.floor(i / all.length);
  return again === 0
    ? message
    : { ...message, id: `${message.id}-${again}`, ts: message.ts + again * 31 * 86_400_000 };
});
const embedder = await recordedEmbedder(messages.map((message) => message.text));

const folder = mkdtempSync(join(tmpdir(), 'hubbub-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const store = await openStore({ dataDir: folder });
const table: Record<string, object> = {};
let cold: number | undefined;
for (const [name, from, to] of [
  [count, 0, messages.length - 2 * more],
  [`+ ${more}`, messages.length - 2 * more, messages.length - more],
  [`+ ${more} again`, messages.length - more, messages.length],
] as const) {
  for (let i = from; i < to; i += 500) await collect(store, messages.slice(i, Math.min(i + 500, to)));
  await fillEmbeddings(store, embedder, workspace);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const before = process.cpuUsage();
  const mine = process.threadCpuUsage();
  const start = performance.now();
  delay.enable();
  await refreshTopics(store, embedder.id, keywordLabeller, workspace);
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  const own = process.threadCpuUsage(mine);
  const cpu = (user + system) / 1e6;
  cold ??= cpu;
  table[name] = {
    'time, s': ((performance.now() - start) / 1000).toFixed(1),
    'CPU, s': cpu.toFixed(2),
    'of cold': (cpu / cold).toFixed(2),
    'main thread, s': ((own.user + own.system) / 1e6).toFixed(2),
    'longest stall, ms': Math.round(delay.max / 1e6),
  };
}
console.table(table);
await store.close();
