import { type Estimate, estimateFilling } from '../cost/estimate.ts';
import type { Price } from '../cost/prices.ts';
import { HubbubError } from '../errors.ts';
import { workspaces } from '../store/schema.ts';
import { dropOldSpaces, type Spaces, spacesOf, switchSpace, wantSpace } from '../store/spaces.ts';
import type { Store } from '../store/store.ts';
import { operator } from '../viewer.ts';
import type { Embedder } from './embedder.ts';
import { type FillProgress, type FillSummary, fillEmbeddings } from './fill.ts';
import type { CachedEmbedder, Embedders } from './open.ts';
import { inWords, progressOf } from './progress.ts';

/** An embedder that answers people, and what they should know of its answers. */
export type AnsweringEmbedder = Embedder & {
  /** Set where it answers before its time, so that not everything is found. */
  notice?: string;
};

/**
 * The embedders of each workspace side by side: the one whose vectors answer, and after a change of HUBBUB_EMBEDDER the
 * one that is filled in beside it and takes its place once it is complete. Which is which stands in the database, so
 * that all processes agree and none loses its place.
 *
 * @example
 * const spaces = new SideBySide(store, embedders, config.embedder);
 * const { answers, problems } = await spaces.fill('slack:T024BE7LD');
 * const embedder = await spaces.answering('slack:T024BE7LD');
 */
export class SideBySide {
  readonly #store: Store;
  readonly #embedders: Embedders;
  readonly #setting: string;
  /** Workspaces for which this process has said what it wants. */
  readonly #said = new Set<string>();
  /** Embedders that were refused for good, such as one whose key is gone. */
  readonly #lost = new Map<string, HubbubError>();

  constructor(store: Store, embedders: Embedders, setting: string) {
    this.#store = store;
    this.#embedders = embedders;
    this.#setting = setting;
  }

  /** The one that the settings ask for. */
  wanted(workspace = '', purpose: 'messages' | 'queries' | 'compare' = 'queries'): Promise<CachedEmbedder> {
    return this.#embedders.open(this.#setting, { workspace, purpose });
  }

  /** One to be compared with others, whatever answers. */
  open(setting: string, workspace = ''): Promise<CachedEmbedder> {
    return this.#embedders.open(setting, { workspace, purpose: 'compare' });
  }

  /** What an embedder costs; undefined where nobody knows. */
  priceOf(id: string): Price | undefined {
    return this.#embedders.priceOf(id);
  }

  /** What it would take to fill in what is missing, at most: what the cache knows costs nothing. */
  async estimate(workspace: string): Promise<Estimate[]> {
    const { answers, next } = await this.current(workspace);
    const ids = next ? [answers, next] : [answers];
    return Promise.all(
      ids.map((id) => estimateFilling(this.#store, workspace, id, this.#embedders.priceOf(id))),
    );
  }

  /**
   * The embedder that answers in a workspace. Where it cannot be asked any more while another is being filled in, that
   * other one answers as far as it goes, and says so.
   *
   * @throws HubbubError where neither can be opened
   */
  async answering(workspace: string): Promise<AnsweringEmbedder> {
    const { answers, next } = await spacesOf(this.#store, workspace);
    if (answers === null) return this.wanted(workspace);
    try {
      const lost = next ? this.#lost.get(answers) : undefined;
      if (lost) throw lost;
      return this.#watched(await this.#open(answers, workspace, 'queries'));
    } catch (error) {
      if (!next || !(error instanceof HubbubError)) throw error;
      const other = await this.#open(next, workspace, 'queries');
      const howFar = inWords(await progressOf(this.#store, operator(workspace), next));
      const notice = `${error.message} Until ${next} has embedded everything, it answers with what it has: ${howFar}.`;
      return Object.assign(Object.create(other) as Embedder, { notice });
    }
  }

  /** As recorded, once this process has said what its settings ask for. */
  async current(workspace: string): Promise<Spaces & { answers: string }> {
    const { id } = await this.wanted(workspace, 'messages');
    const spaces = this.#said.has(workspace)
      ? await spacesOf(this.#store, workspace)
      : await wantSpace(this.#store, workspace, id);
    this.#said.add(workspace);
    return { ...spaces, answers: spaces.answers ?? id };
  }

  /**
   * Says for every workspace what the settings ask for, once at the start of whoever fills vectors in.
   *
   * @returns which embedder answers in each
   */
  async announce(): Promise<{ workspace: string; answers: string }[]> {
    const rows = await this.#store.db.select({ id: workspaces.id }).from(workspaces);
    const spaces = [];
    for (const { id } of rows) spaces.push({ workspace: id, answers: (await this.current(id)).answers });
    return spaces;
  }

  /**
   * Embeds what is missing in the vectors that answer, then in those that are to take their place, and lets them
   * once nothing is missing. What fails in one does not hold up the other.
   *
   * @param atMost messages for each of the two
   * @param queued looks only at what came since everything had been embedded, where no other is being filled in
   */
  async fill(workspace: string, options: FillOptions = {}): Promise<Filling> {
    const { answers, next } = await this.current(workspace);
    const filling: Filling = { answers, switched: false, behind: false, fresh: [], filled: 0, problems: [] };
    for (const id of next ? [answers, next] : [answers]) {
      if (options.signal?.aborted) break;
      // What is refused for good is not asked again and again while another takes its place.
      if (next && id !== next && this.#lost.has(id)) continue;
      const summary = await this.#fillOne(
        id,
        workspace,
        { ...options, queued: options.queued === true && !next },
        filling,
      );
      if (!summary) continue;
      options.onFilled?.(summary, id);
      filling.filled++;
      if (!summary.complete) filling.behind = true;
      if (id !== next || !summary.complete) continue;
      filling.switched = await switchSpace(this.#store, workspace, next);
      filling.answers = next;
    }
    await dropOldSpaces(this.#store, workspace, options);
    return filling;
  }

  close(): Promise<void> {
    return this.#embedders.close();
  }

  async #fillOne(
    id: string,
    workspace: string,
    { signal, atMost, queued, onProgress }: FillOptions,
    { answers, fresh, problems }: Filling,
  ): Promise<FillSummary | undefined> {
    try {
      const embedder = this.#watched(await this.#open(id, workspace, 'messages'));
      return await fillEmbeddings(this.#store, embedder, workspace, {
        signal,
        atMost,
        queued,
        onProgress: onProgress && ((progress) => onProgress(progress, id)),
        onEmbedded: (ids) => id === answers && fresh.push(...ids),
      });
    } catch (error) {
      if (!(error instanceof HubbubError)) throw error;
      problems.push(error);
      return undefined;
    }
  }

  /** @throws HubbubError where no setting leads to it any more */
  async #open(id: string, workspace: string, purpose: 'messages' | 'queries'): Promise<CachedEmbedder> {
    const wanted = await this.wanted(workspace, purpose);
    if (wanted.id === id) return wanted;
    const opened = await this.#embedders.open(settingOf(id), { workspace, purpose });
    if (opened.id === id) return opened;
    throw new HubbubError(
      `${id} cannot be opened any more: in its place there is ${opened.id}.`,
      'Run `embed`: it embeds everything with the one that HUBBUB_EMBEDDER names.',
    );
  }

  /** Remembers when an embedder is refused for good. */
  #watched(embedder: CachedEmbedder): CachedEmbedder {
    const embed: Embedder['embed'] = async (texts, signal) => {
      try {
        const vectors = await embedder.embed(texts, signal);
        this.#lost.delete(embedder.id);
        return vectors;
      } catch (error) {
        if (error instanceof HubbubError && isFinal(error.cause)) this.#lost.set(embedder.id, error);
        throw error;
      }
    };
    return Object.assign(Object.create(embedder) as CachedEmbedder, { embed });
  }
}

interface FillOptions {
  signal?: AbortSignal;
  atMost?: number;
  queued?: boolean;
  /** Minutes that old vectors are kept after a switch. */
  grace?: number;
  /** @param embedder id of the one that is filled in */
  onProgress?(progress: FillProgress, embedder: string): void;
  /** Told when one of them has had its turn. */
  onFilled?(summary: FillSummary, embedder: string): void;
}

/** What came of a filling. */
export interface Filling {
  /** Id of the embedder whose vectors answer now. */
  answers: string;
  /** It took the place of another one just now. */
  switched: boolean;
  /** Messages are left, because `atMost` was reached. */
  behind: boolean;
  /** Ids of the messages that were given a vector among those that answered before. */
  fresh: string[];
  /** In how many spaces the filling came through: one or two, fewer where there are problems. */
  filled: number;
  /** Why nothing was embedded, or not all. */
  problems: HubbubError[];
}

/** The setting that leads to an embedder, from the id that its vectors carry. */
const settingOf = (id: string): string => (id.startsWith('local:') ? 'local' : id.replace(/#[0-9a-f]+$/, ''));

/** A key or a model that is refused will be refused again. */
const isFinal = (cause: unknown): boolean => {
  const { status, code } = (cause ?? {}) as { status?: number; code?: string };
  return [401, 403, 404].includes(status!) || code === 'insufficient_quota';
};
