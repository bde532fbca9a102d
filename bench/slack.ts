// Slack under load and under faults: the real program against Slack on loopback, its store against Slack's truth.
// Usage: node bench/slack.ts load [--seconds 60] [--per-minute 10000] [--history 30000] [--known 5000] [--rest 65]
//        node bench/slack.ts faults [--drops 50] [--gaps 30] [--kills 20] [--per-second 20]
import { parseArgs } from 'node:util';
import type { Comparison } from './live/compare.ts';
import { runFaults } from './slack/faults.ts';
import { type Latency, runLoad } from './slack/load.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    'per-minute': { type: 'string', default: '10000' },
    history: { type: 'string', default: '30000' },
    known: { type: 'string', default: '5000' },
    rest: { type: 'string', default: '65' },
    drops: { type: 'string', default: '50' },
    gaps: { type: 'string', default: '30' },
    kills: { type: 'string', default: '20' },
    'per-second': { type: 'string', default: '20' },
  },
});
const number = (name: keyof typeof values) => Number(values[name]);

if (positionals[0] === 'load') {
  const { idle, busy, perMinute, pages, said, store } = await runLoad({
    seconds: number('seconds'),
    perMinute: number('per-minute'),
    history: number('history'),
    known: number('known'),
    rest: number('rest'),
  });
  console.log(
    `Sent ${Math.round(perMinute)} messages a minute; meanwhile ${pages} pages of history were read.`,
  );
  console.table({ idle: rounded(idle), busy: rounded(busy) });
  console.log(
    `Acknowledgement, busy to idle: p50 ${ratio('p50', busy, idle)}, p99 ${ratio('p99', busy, idle)}`,
  );
  report(store, said);
} else if (positionals[0] === 'faults') {
  const onProgress = (done: number, of: number) => process.stderr.write(`\r${done} of ${of} faults`);
  const faults = { drops: number('drops'), gaps: number('gaps'), kills: number('kills') };
  const { retried, said, store } = await runFaults({
    ...faults,
    perSecond: number('per-second'),
    onProgress,
  });
  console.log(`\n${JSON.stringify(faults)}; ${retried} deliveries were tried again.`);
  report(store, said);
} else {
  console.error('Say load or faults; see the top of bench/slack.ts.');
  process.exitCode = 2;
}

function report({ messages, differences, doubled, embedded, runs, window }: Comparison, said: string): void {
  const lost = differences.filter(({ what }) => what === 'missing').length;
  console.log(
    `${messages} messages in truth: ${lost} lost, ${doubled} doubled, ${differences.length} differences.`,
  );
  console.log(`${embedded} embedded; topics found ${runs} times, the last time in ${window} messages.`);
  if (differences.length > 0) console.table(differences.slice(0, 20));
  console.log(`Hubbub said at last:\n${said.trim()}`);
}

function rounded({ events, late, p50, p99 }: Latency) {
  return { events, late, 'p50 ms': p50.toFixed(1), 'p99 ms': p99.toFixed(1) };
}

function ratio(name: 'p50' | 'p99', busy: Latency, idle: Latency): string {
  return (busy[name] / idle[name]).toFixed(1);
}
