import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter, Posted } from '../../adapters/adapter.ts';
import type { Reply } from '../commands/reply.ts';
import type { Store } from '../store/store.ts';
import { type Draft, isEmpty } from './draft.ts';
import { prune } from './prune.ts';

/** How often everything is looked through, in milliseconds: whatever took messages away, and whatever failed before, is found then. */
const SWEEP = 5 * 60_000;
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
  /** Of the message now; null where it is gone. */
  hash: string | null;
}

export interface ReviserParts {
  store: Store;
  platforms: readonly Pick<Adapter, 'serves' | 'revise' | 'withdraw'>[];
  /** A draft in words, as its readers see it. */
  word(standing: Standing): Promise<Reply>;
  onTrouble(where: string, error: unknown): void;
}

/**
 * Keeps posted digests true: where a message that one is drawn from was deleted or edited, the digest is changed on the
 * platform, or taken away where nothing is left of it. What is to be done is found in the database, so that nothing is
 * forgotten when a process ends or a platform is down.
 */
export class Reviser {
  readonly #parts: ReviserParts;
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
      await this.#look(told === 'all' ? null : [...told]).catch((error) =>
        this.#parts.onTrouble('looking for digests to revise', error),
      );
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
    const stale = Map.groupBy(rows, ({ workspace, digest, period }) => `${workspace} ${digest} ${period}`);
    for (const sources of stale.values()) {
      if (this.#closed) return;
      try {
        await this.#revise(sources);
      } catch (error) {
        this.#parts.onTrouble(`revising the digest ${sources[0]!.digest} of ${sources[0]!.workspace}`, error);
      }
    }
  }

  async #revise(sources: readonly Source[]): Promise<void> {
    const { store, platforms, word } = this.#parts;
    const { workspace, digest, period } = sources[0]!;
    const key = [workspace, digest, period];
    const platform = platforms.find((one) => one.serves(workspace));
    if (!platform) return;
    const { rows } = await store.pool.query<Standing>(
      `select workspace, digest, period, late, draft, posted from digest_post
       where workspace = $1 and digest = $2 and period = $3 and state = 'posted'`,
      key,
    );
    const [standing] = rows;
    if (!standing) return;
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
      return;
    }
    await platform.revise(standing.posted, await word({ ...standing, draft }));
    // What has changed again since it was read is stale once more, and found the next time.
    await store.pool.query(
      `with gone as (delete from digest_source where workspace = $1 and digest = $2 and period = $3 and message = any($5)),
       edited as (update digest_source s set content_hash = e.hash from unnest($6::text[], $7::text[]) as e(message, hash)
         where workspace = $1 and digest = $2 and period = $3 and s.message = e.message)
       update digest_post set draft = $4 where workspace = $1 and digest = $2 and period = $3`,
      [
        ...key,
        JSON.stringify(draft),
        sources.filter(({ hash }) => hash === null).map(({ message }) => message),
        sources.filter(({ hash }) => hash !== null).map(({ message }) => message),
        sources.flatMap(({ hash }) => hash ?? []),
      ],
    );
  }
}
