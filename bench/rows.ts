import { readFile } from 'node:fs/promises';

/** Reads a JSONL file of the data that benchmarks run on; ends the benchmark in words if it is not there. */
export async function readRows<T>(path: string): Promise<T[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    console.error(`No ${path}: give the folder of the data as the argument.`);
    process.exit(1);
  });
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}
