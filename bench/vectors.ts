import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Embedder } from '../src/embed/embedder.ts';
import { LocalEmbedder } from '../src/embed/local.ts';
import { type Matrix, row, zeros } from '../src/topics/matrix.ts';

/** Embeds texts with `local`, or reads the vectors of an earlier run from the folder of temporary files. */
export async function embedTexts(texts: readonly string[]): Promise<Matrix> {
  const embedder = new LocalEmbedder();
  const hash = createHash('sha256')
    .update(JSON.stringify([embedder.id, texts]))
    .digest('hex');
  const folder = join(tmpdir(), 'hubbub-bench-vectors');
  const path = join(folder, hash);
  const columns = embedder.dimensions;
  try {
    const bytes = await readFile(path);
    return { data: new Float32Array(new Uint8Array(bytes).buffer), rows: texts.length, columns };
  } catch {
    const matrix = toMatrix(await embedder.embed(texts));
    await mkdir(folder, { recursive: true });
    await writeFile(`${path}.part`, new Uint8Array(matrix.data.buffer));
    await rename(`${path}.part`, path);
    return matrix;
  } finally {
    await embedder.close();
  }
}

/** Stands for `local` where the same texts are embedded in run after run: it knows these and no others. */
export async function recordedEmbedder(texts: readonly string[]): Promise<Embedder> {
  const distinct = [...new Set(texts)];
  const vectors = await embedTexts(distinct);
  const places = new Map(distinct.map((text, i) => [text, i]));
  const { id, dimensions } = new LocalEmbedder();
  return {
    id,
    dimensions,
    embed: async (asked) => asked.map((text) => row(vectors, places.get(text)!).slice()),
    close: async () => {},
  };
}

/** Stacks vectors of one length. */
export function toMatrix(vectors: readonly Float32Array[]): Matrix {
  const matrix = zeros(vectors.length, vectors[0]?.length ?? 0);
  for (const [i, vector] of vectors.entries()) row(matrix, i).set(vector);
  return matrix;
}
