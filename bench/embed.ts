// What embedding with `local` costs: in batches, as Hubbub does it, against one message at a time.
// Usage: node bench/embed.ts [FOLDER OF DATA, ../shared/data by default] [MESSAGES, 2,000 by default]
import { join } from 'node:path';
import { usage } from '../src/compare/usage.ts';
import { LocalEmbedder } from '../src/embed/local.ts';
import { readRows } from './rows.ts';

const [data = '../shared/data', count = '2000'] = process.argv.slice(2);
const rows = await readRows<{ text: string }>(join(data, 'stream/zulip_lean_month.jsonl'));
const texts = rows.map((row) => row.text).filter((text) => text.length >= 20 && text.length <= 200);
const sample = texts.slice(0, Number(count));
const one = sample.slice(0, 400);
const meanLength = sample.reduce((sum, text) => sum + text.length, 0) / sample.length;

const embedder = new LocalEmbedder();
const start = performance.now();
await embedder.embed(['first']);
console.log(`${sample.length} messages of ${meanLength.toFixed(0)} characters on average`);
console.log(`First vector after ${(performance.now() - start).toFixed(0)} ms`);

const table = {
  'in batches': await measure(sample, (all) => embedder.embed(all)),
  'one at a time': await measure(one, async (all) => {
    for (const text of all) await embedder.embed([text]);
  }),
};
await embedder.close();
console.table(table);
const ratio = table['in batches']['messages/s'] / table['one at a time']['messages/s'];
console.log(`In batches: ${ratio.toFixed(2)} times as many messages a second`);

async function measure(messages: string[], embed: (messages: string[]) => Promise<unknown>) {
  const before = { ...usage(), time: performance.now() };
  await embed(messages);
  const time = performance.now() - before.time;
  const { cpu, rss } = usage();
  return {
    'messages/s': Math.round((1000 * messages.length) / time),
    'CPU ms/message': Number(((cpu - before.cpu) / messages.length).toFixed(2)),
    'RSS, MB': Math.round(rss),
  };
}
