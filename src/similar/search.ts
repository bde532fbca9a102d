import { readVectors } from '../store/copy.ts';
import type { Calibration } from './calibrate.ts';
import type { Candidate, Reach } from './candidates.ts';
import { byConversation } from './conversations.ts';
import { diversify } from './diverse.ts';
import { fold } from './fold.ts';
import { fuse } from './fuse.ts';
import { byKeywords, type KeywordCandidate } from './keywords.ts';
import { nearest } from './nearest.ts';
import { isEmpty } from './query.ts';
import { retrieval } from './retrieval.ts';
import { keywordsOf } from './terms.ts';
import { wordsFor } from './words.ts';

/** A message that was found, and how well it fits. */
export interface Found extends Candidate {
  /** Of the fused ranking. */
  score: number;
  /** 0 to 100. */
  percentile: number;
  /** It has half of the query's keywords or more, by weight. */
  sameWords: boolean;
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
    const ranked = fuse<Candidate & Partial<KeywordCandidate>>([
      near,
      worded,
      // Whoever writes a code, or nothing but rare words, means them: what has them counts once more.
      worded.filter(({ literal }) => literal),
    ]).map(
      ({ item, score }): Found => ({
        ...item,
        score,
        percentile: calibration.percentile(item.similarity),
        sameWords: (item.share ?? 0) >= 0.5,
        repeats: 0,
      }),
    );
    const strong = wanted.strong ? ranked.filter(isStrong) : ranked;
    const fit = strong.length > 0 ? strong : ranked.slice(0, LONELY);
    const folded = fold(fit, query.text).map(({ item, more }) => ({ ...item, repeats: more.length }));
    const single = wanted.apart ? fit : folded;
    const apart = wanted.conversations ? await byConversation(reach, single) : single;
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

const isStrong = ({ percentile, sameWords }: Found): boolean => sameWords || wordsFor(percentile) !== 'weak';

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
