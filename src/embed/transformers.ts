import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { HubbubError, UsageError } from '../errors.ts';
import { EmbedderChild } from './child.ts';
import type { Embedder } from './embedder.ts';

const PACKAGE = '@huggingface/transformers';

/** What the process needs to know of a model. */
export interface TransformersModel {
  /** A hub id such as `Xenova/gte-small`, or the absolute path of a folder. */
  model: string;
  local: boolean;
  pooling: 'mean' | 'cls' | 'last_token';
}

/**
 * Embeds with a sentence-transformers model in ONNX on this machine, by the optional package `@huggingface/transformers`:
 * gte, bge, MiniLM, multilingual e5 and their like. `name` is a folder, in which case nothing is ever downloaded, or a hub id.
 *
 * @throws HubbubError where the package or the folder is missing
 * @example
 * const child = openTransformers('./models/multilingual-e5-small');
 * const embedder = transformersEmbedder(child, 'query');
 */
export function openTransformers(name: string): TransformersChild {
  requirePackage();
  const model = describe(name);
  const child = new EmbedderChild({
    script: new URL('./transformers.process.ts', import.meta.url),
    args: [JSON.stringify(model)],
    broken: (cause) => broken(name, cause),
  });
  return { child, id: idOf(name, model), model: model.model };
}

/** A model that is open, for any number of embedders. */
export interface TransformersChild {
  child: EmbedderChild;
  id: string;
  model: string;
}

/**
 * An embedder over an open model. Models of the e5 family were trained with `query: ` before what is looked for and
 * `passage: ` before what is found (https://huggingface.co/intfloat/multilingual-e5-small), and get them.
 */
export function transformersEmbedder(
  { child, id, model }: TransformersChild,
  role: 'query' | 'passage',
  knownDimensions = 0,
): Embedder & { readonly role?: string } {
  const prefix = /(^|[^a-z0-9])e5([^a-z0-9]|$)/i.test(model.split(/[\\/]/).slice(-2).join('/'))
    ? `${role}: `
    : '';
  let dimensions = knownDimensions;
  return {
    id,
    ...(prefix && role === 'query' && { role }),
    get dimensions() {
      return dimensions;
    },
    async embed(texts, signal) {
      signal?.throwIfAborted();
      const filled = texts.filter((text) => text.trim() !== '');
      const vectors = await child.embed(
        filled.map((text) => prefix + text.toWellFormed()),
        signal,
      );
      // Only the model knows; and somebody may ask about nothing first.
      if (dimensions === 0 && texts.length > 0)
        dimensions = (vectors[0] ?? (await child.embed([`${prefix}a`], signal))[0]!).length;
      let next = 0;
      return texts.map((text) => (text.trim() === '' ? new Float32Array(dimensions) : vectors[next++]!));
    },
    close: () => child.close(),
  };
}

function requirePackage(): void {
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
  } catch (cause) {
    throw new HubbubError(
      `HUBBUB_EMBEDDER asks for transformers, but the package ${PACKAGE} is not installed.`,
      `Install it beside Hubbub with \`npm install --no-save ${PACKAGE}@4\` (some 400 MB), or choose local or openai.`,
      { cause },
    );
  }
}

function describe(name: string): TransformersModel {
  const folder = resolve(name);
  const local = existsSync(folder);
  if (!local && (/^(\.{0,2}[\\/]|~)/.test(name) || name.split('/').length !== 2))
    throw new UsageError(
      `There is no folder ${folder}.`,
      'transformers: takes a folder with config.json, tokenizer.json and onnx/model.onnx, or a hub id such as Xenova/gte-small.',
    );
  if (local && !existsSync(join(folder, 'config.json')))
    throw new UsageError(
      `${folder} holds no model: config.json is missing.`,
      'A folder holds config.json, tokenizer.json, tokenizer_config.json and onnx/model.onnx, as they come from the hub.',
    );
  return { model: local ? folder : name, local, pooling: poolingOf(name, local ? folder : undefined) };
}

/** As the model's own `1_Pooling/config.json` says where there is one, else as its family does it. */
function poolingOf(name: string, folder: string | undefined): TransformersModel['pooling'] {
  const path = folder && join(folder, '1_Pooling', 'config.json');
  if (path && existsSync(path)) {
    const told = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    if (told.pooling_mode_cls_token) return 'cls';
    if (told.pooling_mode_lasttoken) return 'last_token';
    if (told.pooling_mode_mean_tokens) return 'mean';
    throw new UsageError(
      `${path} asks for a pooling that is not known.`,
      'Choose a model that pools by mean, cls or the last token.',
    );
  }
  // bge-m3 and the English and Chinese bge pool by the first token, as later gte do; MiniLM, e5 and the first gte by the mean.
  return /(^|[^a-z])bge|gte-.*(v1\.5|modernbert|multilingual)|mxbai|arctic-embed/i.test(name)
    ? 'cls'
    : 'mean';
}

/** A folder's id carries a fingerprint, so that another model in its place is another space. */
function idOf(name: string, { model, local }: TransformersModel): string {
  const spaced = encodeURI(local ? model : name);
  if (!local) return `transformers:${spaced}`;
  const hash = createHash('sha256');
  for (const file of ['config.json', 'tokenizer.json', '1_Pooling/config.json']) {
    const path = join(model, file);
    if (existsSync(path)) hash.update(readFileSync(path));
  }
  for (const file of ['onnx/model.onnx', 'onnx/model.onnx_data', 'onnx/model_quantized.onnx']) {
    const path = join(model, file);
    if (existsSync(path)) hash.update(`${file} ${statSync(path).size}`);
  }
  return `transformers:${spaced}#${hash.digest('hex').slice(0, 8)}`;
}

const broken = (name: string, cause: unknown) =>
  new HubbubError(
    `The model ${name} failed: ${cause instanceof Error ? cause.message : (cause ?? 'it was closed or ran out of memory')}.`,
    'What was embedded is kept. Check the folder or hub id in HUBBUB_EMBEDDER, that a hub id can be downloaded, and that there is memory for it.',
    { cause },
  );
