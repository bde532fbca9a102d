import { answerAsChild } from './child.ts';
import { LEXICAL_DIMENSIONS, lexicalVector } from './lexical.ts';
import { normalise } from './unit.ts';
import { SentenceEncoder } from './use/encoder.ts';
import { USE_DIMENSIONS } from './use/graph.ts';
import { Tokenizer } from './use/tokenizer.ts';
import { readVocabulary } from './use/weights.ts';

export const LOCAL_DIMENSIONS = USE_DIMENSIONS + LEXICAL_DIMENSIONS;

const tokenizer = new Tokenizer(await readVocabulary());
const encoder = await SentenceEncoder.load();

answerAsChild(embed);

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
