import type { Check, Reply } from '../commands/reply.ts';
import { registry } from '../metrics.ts';

/** One figure of the registry: its labels, and for a timer the name of the part (`…_sum`, `…_count`, `…_bucket`). */
interface Value {
  value: number;
  labels: Partial<Record<string, string | number>>;
  metricName?: string;
}

/** What `/metrics` counts, for whoever reads words: each line says what has been done, and what to do where it went wrong. */
export async function countedReply(): Promise<Reply> {
  const figures = new Map(
    (await registry.getMetricsAsJSON()).map(({ name, values }) => [name, values as Value[]]),
  );
  const checks = linesOf(reading(figures));
  const since = new Date(Date.now() - process.uptime() * 1000);
  const heading = 'What this process has done';
  return {
    heading,
    context: `Since ${since.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${megabytes(process.memoryUsage().rss)} of memory. Other processes on the same database count for themselves.`,
    parts: [{ kind: 'checks', checks }],
    fallback: heading,
  };
}

function linesOf({ total, mean, by }: ReturnType<typeof reading>): Check[] {
  const queue = total('queue_messages');
  const putOff = total('messages_put_off_total');
  const aside = total('messages_set_aside_total');
  const trouble = total('trouble_total');
  const failedRuns = total('topic_run_seconds', { outcome: 'failed' });
  const failedDigests = total('digests_total', { outcome: 'failed' });
  const failedCommands = total('command_seconds', { outcome: 'failed' });
  const limits = by('rate_limited_total', 'platform');
  const tokens = by('model_tokens_total', 'purpose');
  const open = by('breaker_open', 'service').filter(([, is]) => is > 0);
  return [
    line(
      'messages in',
      `${count(total('messages_stored_total'), 'stored')}, ${count(total('messages_removed_total'), 'deleted')}${mean('store_batch_seconds', 'a batch')}`,
    ),
    line('queue', queue === 0 ? 'nothing waits to be stored' : `${number.format(queue)} wait to be stored`, {
      problem: putOff > 0 && `${number.format(putOff)} came while it was full, and are read again later.`,
      fix: 'The database is away or too slow: see its line above.',
    }),
    line(
      'embedding',
      `${count(total('messages_embedded_total', { from: 'model' }), 'embedded')}, ${count(total('messages_embedded_total', { from: 'cache' }), 'known from before')}${mean('embed_batch_seconds', 'a batch')}`,
    ),
    line(
      'topics',
      `found anew ${times(total('topic_run_seconds', { outcome: 'done' }))}${mean('topic_run_seconds', 'each')}, ${count(total('messages_joined_total'), 'messages joined them in between')}`,
      {
        problem: failedRuns > 0 && `Finding them failed ${times(failedRuns)}.`,
        fix: 'The log says why; it is tried again by itself.',
      },
    ),
    line(
      'answers',
      `${count(total('command_seconds'), 'commands answered')}${mean('command_seconds', 'each')}`,
      {
        problem: failedCommands > 0 && `${number.format(failedCommands)} could not be answered.`,
        fix: 'The log says why.',
      },
    ),
    line('digests', `${count(total('digests_total', { outcome: 'posted' }), 'posted')}`, {
      problem: failedDigests > 0 && `${number.format(failedDigests)} could not be posted.`,
      fix: 'The log says why; each is tried again for as long as its day lasts.',
    }),
    line('tokens of paid models', eachOf(tokens, (n) => number.format(n)) || 'none used'),
    line(
      'rate limits',
      eachOf(
        limits,
        (n, platform) =>
          `asked to wait ${times(n)}, ${duration(total('rate_limited_seconds_total', { platform }))} in all`,
      ) || 'no platform has asked to wait',
    ),
    line('set aside', aside === 0 ? 'no message since the start' : '', {
      problem: aside > 0 && `${number.format(aside)} messages could not be used.`,
      fix: 'The check “set aside” says which and why.',
    }),
    line('trouble', trouble === 0 ? 'none was logged' : '', {
      problem: trouble > 0 && `${number.format(trouble)} things went wrong.`,
      fix: 'The log says what.',
    }),
    ...(open.length > 0
      ? [
          line('services', '', {
            problem: `${open.map(([service]) => service).join(', ')} failed several times and is left alone.`,
            fix: 'It is tried again every half minute; look whether it is running.',
          }),
        ]
      : []),
  ];
}

/** What can be asked of the figures; names are without their prefix. */
function reading(values: ReadonlyMap<string, Value[]>) {
  const of = (name: string) => values.get(`hubbub_${name}`) ?? [];
  const sum = (found: readonly Value[]) => found.reduce((total, { value }) => total + value, 0);
  const part = (name: string, ending: '_sum' | '_count') =>
    of(name).filter(
      ({ metricName = ending }) => !/_(sum|count|bucket)$/.test(metricName) || metricName.endsWith(ending),
    );
  /** A counter, or how often something was timed. */
  const total = (name: string, labels: Record<string, string> = {}) =>
    sum(
      part(name, '_count').filter((one) =>
        Object.entries(labels).every(([label, value]) => one.labels[label] === value),
      ),
    );
  const by = (name: string, label: string): [string, number][] =>
    [...Map.groupBy(of(name), ({ labels }) => String(labels[label]))].map(([key, found]) => [
      key,
      sum(found),
    ]);
  /** How long something took on average; nothing where it was never done. */
  const mean = (name: string, each: string) =>
    total(name) === 0 ? '' : `, ${duration(sum(part(name, '_sum')) / total(name))} ${each}`;
  return { total, by, mean };
}

function line(name: string, finding: string, wrong?: { problem: string | false; fix: string }): Check {
  if (!wrong?.problem) return { name, state: 'ok', finding };
  return {
    name,
    state: 'problem',
    finding: [finding, wrong.problem].filter(Boolean).join('. '),
    fix: wrong.fix,
  };
}

const number = new Intl.NumberFormat('en');
const count = (n: number, what: string) => `${number.format(n)} ${what}`;
const times = (n: number) => (n === 1 ? 'once' : `${number.format(n)} times`);
const megabytes = (bytes: number) => `${number.format(Math.round(bytes / 1e6))} MB`;
const eachOf = (groups: [string, number][], say: (n: number, key: string) => string): string =>
  groups.map(([key, n]) => `${key}: ${say(n, key)}`).join('; ');

/** Seconds as people say them. */
function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}
