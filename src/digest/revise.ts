import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter, Posted } from '../../adapters/adapter.ts';
import type { Reply } from '../commands/reply.ts';
import type { Store } from '../store/store.ts';
import { type Draft, isEmpty } from './draft.ts';
import { prune } from './prune.ts';
import { channelDigest } from './setups.ts';

/** How often everything is looked through, in milliseconds: whatever took messages away, and whatever failed before, is found then. */
const SWEEP = 5 * 60_000;
/** How often it is asked who reads where digests stand, in milliseconds: in a large workspace that takes many requests. */
const READERS = 60 * 60_000;
/** How often a revision is begun anew at once because another process has made one meanwhile. */
const TRIES = 3;
/** How long changes are gathered, in milliseconds. */
const GATHER = 1_000;

/** A digest that stands on a platform. */
interface Standing {
  workspace: string;
  digest: string;
  period: string;
  late: boolean;
  draft: Draft;
  posted: Posted;
}

interface Source extends Pick<Standing, 'workspace' | 'digest' | 'period'> {
  message: string;
  /** Of the message now; null where it is gone, or not for everybody who reads the digest. */
  hash: string | null;
}

export interface ReviserParts {
  store: Store;
  platforms: readonly Pick<Adapter, 'serves' | 'audience' | 'revise' | 'withdraw'>[];
  /** A draft in words, as its readers see it. */
  word(standing: Standing): Promise<Reply>;
  onTrouble(where: string, error: unknown): void;
}

/**
 * Keeps posted digests true: where a message that one is drawn from was deleted or edited, or stands in a channel that not
 * all who read the digest's channel may read any more, the digest is changed on the platform, or taken away where
 * nothing is left of it. What is to be done is found in the database, so that nothing is forgotten when a process ends or a
 * platform is down.
 */
export class Reviser {
  readonly #parts: ReviserParts;
  /** When the readers of a place were last asked for. */
  readonly #asked = new Map<string, number>();
  #closed = false;
  #told: Set<string> | 'all' = new Set();
  #work: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ReviserParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), SWEEP).unref();
    this.look();
  }

  /** Looks whether digests are drawn from these messages, which have changed; through everything where none are named. */
  look(messages: readonly string[] | 'all' = 'all'): void {
    if (this.#closed) return;
    if (messages === 'all' || this.#told === 'all') this.#told = 'all';
    else for (const id of messages) this.#told.add(id);
    this.#work ??= this.#round().finally(() => {
      this.#work = undefined;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#work;
  }

  /** What happens together is one revision. */
  async #round(): Promise<void> {
    while (!this.#closed && (this.#told === 'all' || this.#told.size > 0)) {
      await wait(GATHER);
      const told = this.#told;
      this.#told = new Set();
      try {
        await this.#look(told === 'all' ? null : [...told]);
        if (told === 'all') await this.#lookForReaders();
      } catch (error) {
        this.#parts.onTrouble('looking for digests to revise', error);
      }
    }
  }

  async #look(messages: readonly string[] | null): Promise<void> {
    const { rows } = await this.#parts.store.pool.query<Source>(
      `select s.workspace, s.digest, s.period, s.message, m.content_hash as hash from digest_source s
       join digest_post p using (workspace, digest, period)
       left join message m on m.workspace = s.workspace and m.id = s.message
       where p.state = 'posted' and m.content_hash is distinct from s.content_hash
         and ($1::text[] is null or exists (
           select from digest_source t where t.workspace = s.workspace and t.digest = s.digest and t.period = s.period
             and t.message = any($1)))`,
      [messages],
    );
    await this.#reviseAll(rows);
  }

  /** A channel may have become private, or its digest have got readers who may see less: what stands there is read later, too. */
  async #lookForReaders(): Promise<void> {
    const { store, platforms, onTrouble } = this.#parts;
    const { rows: places } = await store.pool.query<{ workspace: string; channel: string }>(
      `select distinct s.workspace, substr(s.digest, 2) as channel from digest_source s
       join digest_post p using (workspace, digest, period)
       join message m on m.workspace = s.workspace and m.id = s.message
       where p.state = 'posted' and s.digest like '#%' and m.channel <> substr(s.digest, 2)`,
    );
    for (const { workspace, channel } of places) {
      const platform = platforms.find((one) => one.serves(workspace));
      const key = `${workspace} ${channel}`;
      if (this.#closed || !platform || Date.now() - (this.#asked.get(key) ?? 0) < READERS) continue;
      this.#asked.set(key, Date.now());
      try {
        const { channels } = await platform.audience(workspace, channel);
        // Where the bot is not there itself, it can change nothing either.
        if (channels === 'all' || !channels.has(channel)) continue;
        const { rows } = await store.pool.query<Source>(
          `select s.workspace, s.digest, s.period, s.message, null as hash from digest_source s
           join digest_post p using (workspace, digest, period)
           join message m on m.workspace = s.workspace and m.id = s.message
           where p.state = 'posted' and s.workspace = $1 and s.digest = $2 and m.channel <> all($3)`,
          [workspace, channelDigest(channel), [...channels]],
        );
        await this.#reviseAll(rows);
      } catch (error) {
        onTrouble(`asking who reads the digests in ${channel} of ${workspace}`, error);
      }
    }
  }

  async #reviseAll(rows: readonly Source[]): Promise<void> {
    const stale = Map.groupBy(rows, ({ workspace, digest, period }) => `${workspace} ${digest} ${period}`);
    for (const sources of stale.values()) {
      if (this.#closed) return;
      try {
        for (let tries = 0; tries < TRIES && !(await this.#revise(sources)); tries++);
      } catch (error) {
        this.#parts.onTrouble(`revising the digest ${sources[0]!.digest} of ${sources[0]!.workspace}`, error);
      }
    }
  }

  /** @returns false where another process has revised it meanwhile, and may have been overwritten on the platform */
  async #revise(sources: readonly Source[]): Promise<boolean> {
    const { store, platforms, word } = this.#parts;
    const { workspace, digest, period } = sources[0]!;
    const key = [workspace, digest, period];
    const platform = platforms.find((one) => one.serves(workspace));
    if (!platform) return true;
    const { rows } = await store.pool.query<Standing>(
      `select workspace, digest, period, late, draft, posted from digest_post
       where workspace = $1 and digest = $2 and period = $3 and state = 'posted'`,
      key,
    );
    const [standing] = rows;
    if (!standing) return true;
    const draft = await prune(store, workspace, standing.draft, {
      gone: new Set(sources.filter(({ hash }) => hash === null).map(({ message }) => message)),
      edited: new Set(sources.filter(({ hash }) => hash !== null).map(({ message }) => message)),
    });
    if (isEmpty(draft)) {
      await platform.withdraw(standing.posted);
      await store.pool.query(
        `with gone as (delete from digest_source where workspace = $1 and digest = $2 and period = $3)
         update digest_post set state = 'withdrawn', draft = null where workspace = $1 and digest = $2 and period = $3`,
        key,
      );
      return true;
    }
    await platform.revise(standing.posted, await word({ ...standing, draft }));
    // What has changed again since it was read is stale once more, and found the next time.
    const { rowCount } = await store.pool.query(
      `with mine as (update digest_post set draft = $4
         where workspace = $1 and digest = $2 and period = $3 and state = 'posted' and draft = $8::jsonb returning 1),
       gone as (delete from digest_source where workspace = $1 and digest = $2 and period = $3 and message = any($5)
         and exists (select from mine)),
       edited as (update digest_source s set content_hash = e.hash from unnest($6::text[], $7::text[]) as e(message, hash)
         where workspace = $1 and digest = $2 and period = $3 and s.message = e.message and exists (select from mine))
       select from mine`,
      [
        ...key,
        JSON.stringify(draft),
        sources.filter(({ hash }) => hash === null).map(({ message }) => message),
        sources.filter(({ hash }) => hash !== null).map(({ message }) => message),
        sources.flatMap(({ hash }) => hash ?? []),
        JSON.stringify(standing.draft),
      ],
    );
    return rowCount === 1;
  }
}
