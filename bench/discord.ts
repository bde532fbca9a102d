// Discord under load and under faults: the real program against Discord on loopback, its store against Discord's truth.
// Usage: node bench/discord.ts load [--seconds 60] [--per-minute 10000] [--history 30000]
//        node bench/discord.ts faults [--drops 50] [--sessions 30] [--kills 20] [--per-second 20]
import { parseArgs } from 'node:util';
import { runFaults } from './discord/faults.ts';
import { type Latency, runLoad } from './discord/load.ts';
import type { Comparison } from './live/compare.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    'per-minute': { type: 'string', default: '10000' },
    history: { type: 'string', default: '30000' },
    drops: { type: 'string', default: '50' },
    sessions: { type: 'string', default: '30' },
    kills: { type: 'string', default: '20' },
    'per-second': { type: 'string', default: '20' },
  },
});
const number = (name: keyof typeof values) => Number(values[name]);

if (positionals[0] === 'load') {
  const load = { seconds: number('seconds'), perMinute: number('per-minute'), history: number('history') };
  const { idle, busy, perMinute, pages, store } = await runLoad(load);
  console.log(
    `Sent ${Math.round(perMinute)} messages a minute; meanwhile ${pages} pages of history were read.`,
  );
  console.table({ idle: rounded(idle), busy: rounded(busy) });
  const ratio = (name: 'p50' | 'p99') => (busy.first[name] / idle.first[name]).toFixed(1);
  console.log(`First sign of life, busy to idle: p50 ${ratio('p50')}, p99 ${ratio('p99')}`);
  report(store);
} else if (positionals[0] === 'faults') {
  const onProgress = (done: number, of: number) => process.stderr.write(`\r${done} of ${of} faults`);
  const faults = { drops: number('drops'), sessions: number('sessions'), kills: number('kills') };
  const { counts, store } = await runFaults({ ...faults, perSecond: number('per-second'), onProgress });
  console.log(`\n${JSON.stringify(faults)}; the bot's connections: ${JSON.stringify(counts)}.`);
  report(store);
} else {
  console.error('Say load or faults; see the top of bench/discord.ts.');
  process.exitCode = 2;
}

function report({ messages, differences, doubled, embedded, topics }: Comparison): void {
  const lost = differences.filter(({ what }) => what === 'missing').length;
  console.log(
    `${messages} messages in truth: ${lost} lost, ${doubled} doubled, ${differences.length} differences.`,
  );
  console.log(`${embedded} embedded, ${topics} topics.`);
  if (differences.length > 0) console.table(differences.slice(0, 20));
}

function rounded({ commands, late, first, answer }: Latency) {
  const ms = ({ p50, p99 }: { p50: number; p99: number }) => `${p50.toFixed(1)} / ${p99.toFixed(1)}`;
  return { commands, late, 'first p50 / p99 ms': ms(first), 'answer p50 / p99 ms': ms(answer) };
}
