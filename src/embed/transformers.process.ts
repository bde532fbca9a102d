import { answerAsChild } from './child.ts';
import type { TransformersModel } from './transformers.ts';
import { normalise } from './unit.ts';

/** The little that is used of the package, which is not installed by default. */
interface Transformers {
  env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string };
  pipeline(
    task: 'feature-extraction',
    model: string,
    options: { local_files_only: boolean; dtype?: string },
  ): Promise<Extractor>;
}
type Extractor = (
  texts: string[],
  options: { pooling: string; normalize: boolean },
) => Promise<{ data: Float32Array; dims: number[] }>;

const { model, local, pooling } = JSON.parse(process.argv[2]!) as TransformersModel;
// A name that is not written out, so that nothing asks for the package where it is not there.
const name = '@huggingface/transformers';
const { env, pipeline } = (await import(name)) as Transformers;
env.allowLocalModels = local;
env.allowRemoteModels = !local;
// A folder is named whole: one with a space in its name is found in no other way.
if (local) env.localModelPath = '';

const AT_ONCE = 16;

let extractor: Promise<Extractor> | undefined;

answerAsChild(async (texts) => {
  extractor ??= pipeline('feature-extraction', model, {
    local_files_only: local,
    dtype: 'fp32',
  });
  const extract = await extractor.catch((error) => {
    extractor = undefined;
    throw error;
  });
  const rows: Float32Array[] = [];
  // Padding costs time and memory, so that few are run together.
  for (let i = 0; i < texts.length; i += AT_ONCE) {
    const { data, dims } = await extract(texts.slice(i, i + AT_ONCE), { pooling, normalize: true });
    const width = dims.at(-1)!;
    for (let at = 0; at < data.length; at += width) rows.push(normalise(data.slice(at, at + width)));
  }
  const joined = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
  let at = 0;
  for (const row of rows) {
    joined.set(row, at);
    at += row.length;
  }
  return joined;
});
