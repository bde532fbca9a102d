import { LEXICAL_DIMENSIONS, lexicalVector } from './lexical.ts';
import { normalise } from './unit.ts';
import { SentenceEncoder } from './use/encoder.ts';
import { USE_DIMENSIONS } from './use/graph.ts';
import { Tokenizer } from './use/tokenizer.ts';
import { readVocabulary } from './use/weights.ts';

/** One batch of texts, and the answer to it: one vector after the other, or what went wrong. */
export type LocalRequest = { id: number; texts: readonly string[] };
export type LocalAnswer = { id: number; vectors: Float32Array } | { id: number; failure: string };

export const LOCAL_DIMENSIONS = USE_DIMENSIONS + LEXICAL_DIMENSIONS;

const tokenizer = new Tokenizer(await readVocabulary());
const encoder = await SentenceEncoder.load();

process.on('message', async ({ id, texts }: LocalRequest) => {
  let answer: LocalAnswer;
  try {
    answer = { id, vectors: await embed(texts) };
  } catch (error) {
    answer = { id, failure: String(error) };
  }
  process.send?.(answer);
});
// A terminal sends Ctrl-C to this process too, but what is in hand is to be finished; it ends with the one that started it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit());

async function embed(texts: readonly string[]): Promise<Float32Array> {
  const pieces = texts.map((text) => tokenizer.encode(text));
  const sentences = await encoder.encode(pieces.map((p) => p.ids));
  const joined = new Float32Array(texts.length * LOCAL_DIMENSIONS);
  texts.forEach((text, i) => {
    const row = joined.subarray(i * LOCAL_DIMENSIONS, (i + 1) * LOCAL_DIMENSIONS);
    join(row, sentences[i], lexicalVector(text, tokenizer), pieces[i]!.known);
  });
  return joined;
}

/** Sentence half and lexical half weigh the same, less what the sentence encoder could not read. */
function join(row: Float32Array, sentence: Float32Array | undefined, lexical: Float32Array, known: number) {
  const share = known / 2;
  if (sentence) row.set(sentence.map((x) => x * Math.sqrt(share)));
  row.set(
    lexical.map((x) => x * Math.sqrt(1 - share)),
    USE_DIMENSIONS,
  );
  normalise(row);
}
