// A soak: Hubbub on Slack and Discord at once while everything breaks; its store against the truth, and its memory.
// Usage: node bench/soak.ts [--messages 100000] [--minutes N] [--faults-of-each 20] [--per-second 200] [--per-second-in-trouble 60]
// With DATABASE_URL (an empty database) it uses that, and cuts its connections as an eleventh kind of fault. The server itself
// is not killed, so `alter database … set synchronous_commit = off` loses nothing and spares waiting for the disk.
import { parseArgs } from 'node:util';
import { runSoak } from './soak/soak.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    'faults-of-each': { type: 'string', default: '20' },
    'per-second': { type: 'string', default: '200' },
    'per-second-in-trouble': { type: 'string', default: '60' },
    minutes: { type: 'string', default: 'Infinity' },
    port: { type: 'string', default: '9465' },
  },
});
const { slack, discord, faults, kinds, memory, unhandled, messages, undisturbed } = await runSoak({
  messages: Number(values.messages),
  minutes: Number(values.minutes),
  faultsOfEach: Number(values['faults-of-each']),
  perSecond: Number(values['per-second']),
  perSecondInTrouble: Number(values['per-second-in-trouble']),
  port: Number(values.port),
  databaseUrl: process.env.DATABASE_URL,
  onProgress: (progress) => console.error(`${Math.round(performance.now() / 1000)} s: ${progress}`),
});
console.log(`\n${messages} messages posted, ${faults} faults of ${kinds} kinds.`);
for (const [name, { messages, differences, doubled, embedded, runs }] of Object.entries({ slack, discord })) {
  const lost = differences.filter(({ what }) => what === 'missing').length;
  console.log(
    `${name}: ${messages} messages in truth: ${lost} lost, ${doubled} doubled, ${differences.length} differences; ${embedded} embedded, topics found ${runs} times.`,
  );
  if (differences.length > 0) console.table(differences.slice(0, 20));
}
const mean = (numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
const quarter = memory.length / 4;
const [second, last] = [memory.slice(quarter, 2 * quarter), memory.slice(3 * quarter)].map(mean);
console.log(
  `Memory of the last life, of ${undisturbed} messages: second quarter ${second!.toFixed(0)} MB, last ${last!.toFixed(0)} MB (ratio ${(last! / second!).toFixed(2)}).`,
);
console.log(`${unhandled.length} unhandled errors.`);
for (const line of unhandled.slice(0, 5)) console.log(line);
