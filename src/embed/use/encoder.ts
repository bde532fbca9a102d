import { InferenceSession, Tensor } from 'onnxruntime-node';
import { buildEncoder, MAX_TOKENS, USE_DIMENSIONS } from './graph.ts';
import { readWeights } from './weights.ts';

/** Tokens computed at a time: enough to keep the processor busy, few enough to keep memory small. */
const TOKENS_A_RUN = 512;

/** The Universal Sentence Encoder lite, loaded and ready. */
export class SentenceEncoder {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  /** Builds the model and loads it: some 0.3 s, so it is kept nowhere. */
  static async load(): Promise<SentenceEncoder> {
    const weights = await readWeights();
    const model = buildEncoder(weights);
    // One thread: two take 1.6 times the processor time and leave none for the rest.
    const options = { intraOpNumThreads: 1, enableMemPattern: false } as const;
    const session = await InferenceSession.create(model, options);
    // The session has copies of its own; of itself the collector would not take these 56 MB for a long time.
    for (const { buffer } of [model, weights.values().next().value!.values])
      (buffer as ArrayBuffer).transfer(0);
    return new SentenceEncoder(session);
  }

  /** A unit vector of 512 for each text, given as token ids; undefined for a text without any. */
  async encode(texts: readonly (readonly number[])[]): Promise<(Float32Array | undefined)[]> {
    const vectors: (Float32Array | undefined)[] = Array(texts.length).fill(undefined);
    const read = texts.map((ids) => ids.slice(0, MAX_TOKENS));
    const byLength = Map.groupBy(read.keys(), (i) => read[i]!.length);
    byLength.delete(0);
    for (const [length, rows] of byLength) {
      const atOnce = Math.max(1, Math.floor(TOKENS_A_RUN / length));
      for (let start = 0; start < rows.length; start += atOnce) {
        const batch = rows.slice(start, start + atOnce);
        const output = await this.#run(batch.map((i) => read[i]!));
        batch.forEach((row, i) => {
          vectors[row] = output.subarray(i * USE_DIMENSIONS, (i + 1) * USE_DIMENSIONS);
        });
      }
    }
    return vectors;
  }

  async #run(texts: readonly number[][]): Promise<Float32Array> {
    const ids = BigInt64Array.from(texts.flat(), BigInt);
    const input = { ids: new Tensor('int64', ids, [texts.length, texts[0]!.length]) };
    const output = await this.#session.run(input);
    return output[this.#session.outputNames[0]!]!.data as Float32Array;
  }
}
