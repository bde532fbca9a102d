import { dot, type Matrix, row } from '../topics/matrix.ts';

/** How much closeness to the topic counts against distance from the messages chosen before. */
const relevance = 0.5;
const wanted = 8;

/**
 * Messages that show what a topic is about, the most central first: typical ones, but varied, by maximal marginal
 * relevance (J. Carbonell and J. Goldstein, SIGIR 1998) over the messages' vectors. Texts that say nothing, or the
 * same as one before, are left out.
 *
 * @param members row numbers of the topic's messages, in `vectors` and `texts` alike
 * @returns at most `limit` of them
 */
export function exemplarsOf(
  members: readonly number[],
  vectors: Matrix,
  texts: readonly string[],
  limit = wanted,
): number[] {
  const centre = new Float32Array(vectors.columns);
  for (const i of members) {
    const vector = row(vectors, i);
    for (let j = 0; j < vector.length; j++) centre[j]! += vector[j]!;
  }
  const length = Math.sqrt(dot(centre, centre)) || 1;

  const seen = new Set<string>();
  const candidates = members.flatMap((i) => {
    const words = texts[i]!.toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ');
    if (!words || seen.has(words)) return [];
    seen.add(words);
    return [{ i, central: dot(row(vectors, i), centre) / length, nearest: 0 }];
  });

  const chosen: number[] = [];
  while (chosen.length < limit && candidates.length > 0) {
    let best = 0;
    for (let c = 1; c < candidates.length; c++)
      if (score(candidates[c]!) > score(candidates[best]!)) best = c;
    const [{ i }] = candidates.splice(best, 1) as [(typeof candidates)[0]];
    chosen.push(i);
    for (const c of candidates) c.nearest = Math.max(c.nearest, dot(row(vectors, c.i), row(vectors, i)));
  }
  return chosen;
}

const score = ({ central, nearest }: { central: number; nearest: number }) =>
  relevance * central - (1 - relevance) * nearest;
