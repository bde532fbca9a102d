import { normalise } from '../src/embed/unit.ts';

/** Words weighed by how few of these very texts hold them: it knows the whole corpus, which `local` does not. */
export function tfIdf(texts: readonly string[]): Float32Array[] {
  const words = texts.map((text) => text.toLowerCase().match(/[\p{L}\p{N}_]{2,}/gu) ?? []);
  const documents = new Map<string, number>();
  for (const list of words)
    for (const word of new Set(list)) documents.set(word, (documents.get(word) ?? 0) + 1);
  const columns = new Map([...documents.keys()].map((word, i) => [word, i]));
  return words.map((list) => {
    const vector = new Float32Array(columns.size);
    for (const word of list) vector[columns.get(word)!]! += Math.log(texts.length / documents.get(word)!);
    return normalise(vector);
  });
}
