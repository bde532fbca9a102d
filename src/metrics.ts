import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

// All that Hubbub counts, in one place; others call `metrics.….inc()` and know nothing of Prometheus. Nothing is labelled
// by person, channel or workspace: what is scraped may be read by whoever watches machines.

/** What `/metrics` serves. */
export const registry = new Registry();

const registers = [registry];
const seconds = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

const counter = <T extends string = never>(name: string, help: string, labelNames: T[] = []) =>
  new Counter({ name: `hubbub_${name}`, help, labelNames, registers });
const timer = <T extends string = never>(name: string, help: string, labelNames: T[] = []) =>
  new Histogram({ name: `hubbub_${name}_seconds`, help, labelNames, buckets: seconds, registers });
const gauge = <T extends string = never>(name: string, help: string, labelNames: T[] = []) =>
  new Gauge({ name: `hubbub_${name}`, help, labelNames, registers });

/**
 * @example
 * const done = metrics.command.startTimer({ command: 'similar' });
 * done();
 */
export const metrics = {
  /** Ingest. */
  stored: counter('messages_stored_total', 'Messages taken from platforms and stored, edits included'),
  removed: counter('messages_removed_total', 'Messages that platforms said were deleted'),
  setAside: counter('messages_set_aside_total', 'Messages that could not be used and were set aside', ['at']),
  missed: counter('messages_put_off_total', 'Messages that came while the queue was full, to be read later'),
  store: timer('store_batch', 'Storing a batch of messages'),
  /** Queue. */
  waiting: gauge('queue_messages', 'Messages that wait to be stored'),
  /** Embedding. */
  embedded: counter('messages_embedded_total', 'Messages that were given a vector', ['from']),
  embed: timer('embed_batch', 'Embedding a batch of messages'),
  /** Topics. */
  topicRun: timer('topic_run', 'Finding the topics of a workspace', ['outcome']),
  joined: counter('messages_joined_total', 'Messages that looked for their topic between two runs'),
  /** Commands, among them search and digests. */
  command: timer('command', 'Answering a command', ['command', 'outcome']),
  digests: counter('digests_total', 'Digests that were posted or failed', ['outcome']),
  /** Cost. */
  tokens: counter('model_tokens_total', 'Tokens of a paid model that were used', ['purpose']),
  dollars: counter('model_usd_total', 'US dollars that they cost, as far as prices are known', ['purpose']),
  /** Rate limits and other trouble. */
  limited: counter('rate_limited_total', 'Times that a platform asked us to wait', ['platform']),
  limitedSeconds: counter('rate_limited_seconds_total', 'Seconds that platforms made us wait', ['platform']),
  trouble: counter('trouble_total', 'Things that went wrong and were logged'),
  breakerOpen: gauge('breaker_open', '1 while a service is left alone because it fails', ['service']),
};

/** A platform asked us to wait so many seconds. */
export function countLimit(platform: string, waitSeconds: number): void {
  metrics.limited.inc({ platform });
  metrics.limitedSeconds.inc({ platform }, waitSeconds);
}

let watched = false;
/** Adds what Node knows of the process: memory, CPU, the event loop's lag. */
export function watchProcess(): void {
  if (!watched) collectDefaultMetrics({ register: registry });
  watched = true;
}
