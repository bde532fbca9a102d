import { readVectors } from '../store/copy.ts';
import type { Calibration } from './calibrate.ts';
import { type Described, describe, type Ranked, type Reach } from './candidates.ts';
import { byConversation } from './conversations.ts';
import { diversify } from './diverse.ts';
import { fold } from './fold.ts';
import { fuse } from './fuse.ts';
import { byKeywords, type RankedByKeyword } from './keywords.ts';
import { nearest } from './nearest.ts';
import { isEmpty } from './query.ts';
import { retrieval } from './retrieval.ts';
import { keywordsOf } from './terms.ts';
import { wordsFor } from './words.ts';

/** How well a message fits. */
interface Fit extends Ranked {
  /** Of the fused ranking. */
  score: number;
  /** 0 to 100. */
  percentile: number;
  /** It has half of the query's keywords or more, by weight. */
  sameWords: boolean;
}

/** A message that was found. */
export interface Found extends Fit, Described {
  /** Messages that say nearly the same. */
  repeats: number;
}

/** So many of each ranking are fused at least; more change nothing near the top. */
const DEPTH = 100;
/** And so many for each result, since some are folded or left out. */
const SPARE = 4;

/** So many weak ones are shown where there is nothing better, to show that. */
const LONELY = 2;

interface Wanted {
  limit: number;
  diverse?: boolean;
  conversations?: boolean;
  strong?: boolean;
  /** Fold nothing. */
  apart?: boolean;
}

/** Ranks by meaning and by keyword, fuses, folds; looks deeper until there are as many as wanted, or no more. */
export async function search(
  reach: Reach,
  query: { text: string; vector: string },
  calibration: Calibration,
  total: number,
  wanted: Wanted,
): Promise<{ found: Found[]; weaker: boolean }> {
  const keywords = keywordsOf(query.text);
  const required = await retrieval(reach.store, keywords);
  for (let depth = Math.max(DEPTH, SPARE * wanted.limit); ; depth *= SPARE) {
    const [near, worded] = await Promise.all([
      isEmpty(query.vector) ? [] : nearest(reach, query.vector, depth, total),
      keywords.length > 0 ? byKeywords(reach, query.vector, keywords, required, total, depth) : [],
    ]);
    const ranked = fuse<Ranked & Partial<RankedByKeyword>>([
      near,
      worded,
      // Whoever writes a code, or nothing but rare words, means them: what has them counts once more.
      worded.filter(({ literal }) => literal),
    ]).map(
      ({ item: { id, similarity, share = 0 }, score }): Fit => ({
        ...{ id, similarity, score, sameWords: share >= 0.5 },
        percentile: calibration.percentile(similarity),
      }),
    );
    const strong = wanted.strong ? ranked.filter(isStrong) : ranked;
    const fit = strong.length > 0 ? strong : ranked.slice(0, LONELY);
    const apart = await toldApart(reach, query.text, fit, wanted);
    const exhausted = near.length < depth && worded.length < depth;
    const enough =
      wanted.strong === true &&
      near.some((one) => wordsFor(calibration.percentile(one.similarity)) === 'weak');
    if (apart.length < wanted.limit && !exhausted && !enough) continue;
    const weaker = fit.length < ranked.length;
    const found = wanted.diverse ? await spreadOut(reach, apart, calibration) : apart;
    return { found: found.slice(0, wanted.limit), weaker };
  }
}

/**
 * The first of each group of messages that say nearly the same, or are of one conversation. Looking messages up takes most of a
 * search, so only as many are as it takes to have enough of them and to have counted whom they stand for.
 */
async function toldApart(
  reach: Reach,
  query: string,
  fit: readonly Fit[],
  { limit, diverse, conversations, apart }: Wanted,
): Promise<Found[]> {
  const described: (Fit & Described)[] = [];
  for (let from = 0, to = diverse ? fit.length : SPARE * limit; ; from = to, to *= SPARE) {
    described.push(...(await describe(reach, fit.slice(from, to))));
    const folded = apart
      ? described.map((one) => ({ ...one, repeats: 0 }))
      : fold(described, query).map(({ item, more }) => ({ ...item, repeats: more.length }));
    const single = conversations ? await byConversation(reach, folded) : folded;
    const counted = single.slice(0, limit).every(({ repeats }) => repeats === 0);
    if (to >= fit.length || (single.length >= limit && counted)) return single;
  }
}

const isStrong = ({ percentile, sameWords }: Fit): boolean => sameWords || wordsFor(percentile) !== 'weak';

async function spreadOut(
  { store, viewer, embedder }: Reach,
  found: readonly Found[],
  calibration: Calibration,
): Promise<Found[]> {
  const vectors = await readVectors(
    store,
    viewer.workspace,
    embedder.id,
    found.map(({ id }) => id),
  );
  const order = diversify(
    found.map(({ score }) => score),
    vectors,
    calibration,
  );
  return order.map((i) => found[i]!);
}
