// How fast UMAP is and how much of the neighbourhoods it keeps: src/map/layout.ts beside embedding-atlas's UMAP in
// WebAssembly, where its folder is given, and beside the two widest directions alone.
// Kept: share of a row's 15 nearest that are among its 15 nearest on the plane (rows of a sample).
// Usage: node bench/map.ts [FOLDER OF DATA] [ROWS, 20000] [FOLDER OF embedding-atlas]
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { flatten } from '../src/map/flatten.ts';
import { layOut } from '../src/map/layout.ts';
import { leadingDirections, project } from '../src/topics/cluster/directions.ts';
import { spread } from '../src/topics/cluster/random.ts';
import { dot, type Matrix, row } from '../src/topics/matrix.ts';
import { readRows } from './rows.ts';
import { embedTexts } from './vectors.ts';

const [, , data = '../shared/data', size = '20000', atlas] = process.argv;
const sampleSize = 400;

const stacks = await readRows<{ text: string; label: string }>(join(data, 'topics/stackoverflow20.jsonl'));
const rows = spread(Number(size), stacks.length).map((i) => stacks[i]!);
const vectors = await embedTexts(rows.map(({ text }) => text));
const asked = spread(sampleSize, rows.length);
const truth = nearest((i, j) => -dot(row(vectors, i), row(vectors, j)));

const table: Record<string, string | number>[] = [];
await measure('two widest directions', () => {
  const { axes } = leadingDirections(vectors, 2);
  return project(vectors, axes).data;
});
await measure('layOut (umap-js)', () => layOut(flatten(vectors)));
if (atlas) {
  const { createUMAP } = await import(pathToFileURL(resolve(atlas, 'dist/umap.js')).href);
  await measure('embedding-atlas (WebAssembly)', async () => {
    const umap = await createUMAP(rows.length, vectors.columns, 2, vectors.data, {
      metric: 'cosine',
      seed: 1,
    });
    await umap.run();
    return new Float32Array(umap.embedding);
  });
}
console.table(table);

async function measure(method: string, run: () => Float32Array | Promise<Float32Array>): Promise<void> {
  const before = process.cpuUsage();
  const began = performance.now();
  const positions = await run();
  const { user, system } = process.cpuUsage(before);
  const plane: Matrix = { data: positions, rows: rows.length, columns: 2 };
  const found = nearest((i, j) => {
    const [a, b] = [row(plane, i), row(plane, j)];
    return Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!);
  });
  const kept = truth.map((ids, n) => ids.filter((id) => found[n]!.includes(id)).length / ids.length);
  const same = found.map(
    (ids, n) => ids.filter((id) => rows[id]!.label === rows[asked[n]!]!.label).length / ids.length,
  );
  table.push({
    method,
    rows: rows.length,
    'CPU s': ((user + system) / 1e6).toFixed(1),
    s: ((performance.now() - began) / 1e3).toFixed(1),
    kept: mean(kept).toFixed(3),
    'same label': mean(same).toFixed(3),
  });
}

function nearest(distance: (i: number, j: number) => number): number[][] {
  return asked.map((i) =>
    Array.from(
      { length: rows.length },
      (_, j) => [j === i ? Number.POSITIVE_INFINITY : distance(i, j), j] as const,
    )
      .sort((a, b) => a[0] - b[0])
      .slice(0, 15)
      .map(([, j]) => j),
  );
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
}
