import type { webApi } from '@slack/bolt';
import { HubbubError } from '../../src/errors.ts';
import type { Message } from '../../src/message.ts';
import { type ChannelSource, FAR_FUTURE, type HistoryPage } from '../adapter.ts';
import { parseTime } from '../archive/time.ts';
import type { SlackChannel } from './channels.ts';
import { patiently } from './patience.ts';
import { explain, platformError } from './refusal.ts';

/** Slack advises no more in a page; where the app may have fewer, it gives fewer. */
const PAGE = 200;
/** Threads read between two marks of progress: each costs a call, and a gap elsewhere is not to wait for long. */
const THREADS = 10;
/** How long before a gap a thread may have begun whose new replies are looked for, and in how many pages at most. */
const LOOK_BACK = { ms: 7 * 86_400_000, pages: 3 };
/** Who is told to wait for so many seconds has few calls to spend. */
const TIGHT = 20;

/** Slack's JSON of a message, of which only what is needed here is looked at. */
type Raw = Record<string, unknown>;
type Convert = (channel: SlackChannel, raw: readonly Raw[]) => Promise<Message[]>;

/** Reads channels backwards, as fast as Slack allows. */
export class History {
  readonly #client: webApi.WebClient;
  readonly #workspace: string;
  readonly #convert: Convert;
  #tightUntil = 0;

  /** @param convert leaves out what nobody wrote */
  constructor(client: webApi.WebClient, workspace: string, convert: Convert) {
    this.#client = client;
    this.#workspace = workspace;
    this.#convert = convert;
  }

  /** Whether Slack lets this app call rarely: then nothing is read twice to be on the safe side. */
  get tight(): boolean {
    return Date.now() < this.#tightUntil;
  }

  source(channel: SlackChannel): ChannelSource {
    return {
      workspace: this.#workspace,
      channel: channel.id,
      name: `#${channel.name}`,
      pages: (range, signal) => this.#pages(channel, range, signal),
    };
  }

  async *#pages(
    channel: SlackChannel,
    { after, before }: { after?: number; before?: number },
    signal: AbortSignal,
  ): AsyncGenerator<HistoryPage> {
    const from = after ?? 0;
    const range = {
      channel: channel.id,
      oldest: toTs(after === undefined ? 0 : after - LOOK_BACK.ms),
      // Without it Slack would read onwards from `oldest`.
      latest: toTs((before ?? FAR_FUTURE) + 1),
      inclusive: true,
      limit: PAGE,
    };
    let cursor: string | undefined;
    for (let beyond = 0; beyond < (this.tight ? 1 : LOOK_BACK.pages); ) {
      const page = await this.#call(channel, signal, () =>
        this.#client.conversations.history({ ...range, ...(cursor && { cursor }) }),
      );
      const raw = (page.messages ?? []) as Raw[];
      for (const stretch of stretches(raw)) {
        const found = stretch.filter((m) => timeOf(m.ts) >= from || editedAt(m) >= from);
        for (const start of stretch.filter((m) => hasReplies(m) && timeOf(m.latest_reply) >= from))
          found.push(...(await this.#replies(channel, String(start.ts), after, signal)));
        const reachedBackTo = Math.max(from, timeOf(stretch.at(-1)?.ts));
        const messages = await this.#convert(channel, found);
        yield { messages, reachedBackTo, ...(isLimited(page) && { limited: true as const }) };
      }
      cursor = page.response_metadata?.next_cursor || undefined;
      if (page.has_more && !cursor)
        throw new HubbubError(
          `Slack broke off while #${channel.name} was read.`,
          'It is read again later; nothing is lost.',
        );
      if (!cursor) return;
      if (timeOf(raw.at(-1)?.ts) < from) beyond += 1;
    }
  }

  /** The first message of a thread and its replies, those before `after` left out. */
  async #replies(channel: SlackChannel, ts: string, after: number | undefined, signal: AbortSignal) {
    const found: Raw[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#call(channel, signal, () =>
        this.#client.conversations.replies({
          channel: channel.id,
          ts,
          limit: PAGE,
          ...(after !== undefined && { oldest: toTs(after - 1), inclusive: true }),
          ...(cursor && { cursor }),
        }),
      );
      found.push(...((page.messages ?? []) as Raw[]));
      cursor = page.response_metadata?.next_cursor || undefined;
    } while (cursor);
    return found;
  }

  async #call<T extends object>(
    channel: SlackChannel,
    signal: AbortSignal,
    call: () => Promise<T>,
  ): Promise<Partial<T>> {
    try {
      return await patiently(call, signal, (seconds) => {
        if (seconds >= TIGHT) this.#tightUntil = Date.now() + 60 * 60_000;
      });
    } catch (error) {
      // The thread has been deleted since its first message was read.
      if (platformError(error) === 'thread_not_found') return {};
      throw explain(error, `reading #${channel.name}`);
    }
  }
}

/** Not in the SDK's types: a workspace on a free plan is not shown what is older than its plan allows. */
const isLimited = (page: object): boolean => (page as { is_limited?: boolean }).is_limited === true;

/** A page, newest first, in parts with few threads each. */
function stretches(page: readonly Raw[]): Raw[][] {
  const parts: Raw[][] = [[]];
  for (const message of page) {
    if (parts.at(-1)!.filter(hasReplies).length === THREADS) parts.push([]);
    parts.at(-1)!.push(message);
  }
  return parts.filter((part) => part.length > 0);
}

const hasReplies = ({ ts, thread_ts, reply_count }: Raw): boolean =>
  thread_ts === ts && Number(reply_count) > 0;
const timeOf = (ts: unknown): number => parseTime(ts) ?? 0;
const editedAt = ({ edited }: Raw): number => timeOf((edited as Raw | undefined)?.ts);
const toTs = (ms: number): string => (Math.max(ms, 0) / 1000).toFixed(6);
