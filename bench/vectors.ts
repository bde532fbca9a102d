import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Stacks vectors of one length. */
export function toMatrix(vectors: readonly Float32Array[]): Matrix {
  const matrix = zeros(vectors.length, vectors[0]?.length ?? 0);
  for (const [i, vector] of vectors.entries()) row(matrix, i).set(vector);
  return matrix;
}
