import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Keyv from 'keyv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { embedderContract } from '../../test/contract/embedder.ts';
import { writeTinyModel } from '../../test/tiny-model.ts';
import { cached } from './cache.ts';
import { openTransformers, type TransformersChild, transformersEmbedder } from './transformers.ts';

const here = isInstalled();
if (!here)
  console.warn('@huggingface/transformers is not installed: only how its absence is told is tested here.');

describe.skipIf(here)('without the package', () => {
  it('says what to install', () => {
    expect(() => openTransformers('Xenova/gte-small')).toThrow(
      /package @huggingface\/transformers is not installed/,
    );
  });
});

describe.runIf(here)('with the package', () => {
  let folder: string;
  const opened: TransformersChild[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hubbub-models-'));
    for (const name of ['tiny', 'e5-tiny']) await writeTinyModel(join(folder, name), 'mean');
    await writeTinyModel(join(folder, 'cls tiny'), 'cls');
  });
  afterAll(async () => {
    for (const { child } of opened) await child.close();
    await rm(folder, { recursive: true });
  });
  const open = (name: string, role: 'query' | 'passage' = 'passage') => {
    const model = openTransformers(join(folder, name));
    opened.push(model);
    return transformersEmbedder(model, role);
  };
  const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

  embedderContract('transformers', async () => open('tiny'), { deterministic: false });

  it('pools as the model says', async () => {
    const [[mean], [cls]] = await Promise.all([
      open('tiny').embed(['one two']),
      open('cls tiny').embed(['one two']),
    ]);
    // The first token of the model holds the sum of all, so that the two must differ.
    expect(cosine(mean!, cls!)).toBeLessThan(0.9999);
  });

  it('puts the words of e5 before a text, and of no other model', async () => {
    const query = open('e5-tiny', 'query');
    const passage = open('e5-tiny', 'passage');
    expect(query.id).toBe(passage.id);
    const plain = open('tiny');
    const [q] = await query.embed(['the deploy']);
    const [p] = await passage.embed(['the deploy']);
    const [asQuery, asPassage] = await plain.embed(['query: the deploy', 'passage: the deploy']);
    expect(cosine(q!, asQuery!)).toBeCloseTo(1, 5);
    expect(cosine(p!, asPassage!)).toBeCloseTo(1, 5);
    const keyv = new Keyv<Uint8Array>();
    const messages = cached(passage, keyv);
    await messages.embed(['the deploy']);
    expect((await cached(query, keyv).embed(['the deploy']))[0]).toEqual(q);
  });

  it('takes another model in the same folder for another space', async () => {
    const before = open('tiny').id;
    await writeTinyModel(join(folder, 'other'), 'cls');
    expect(before).toMatch(/^transformers:\/\S+tiny#[0-9a-f]{8}$/);
    expect(open('other').id.split('#')[1]).not.toBe(before.split('#')[1]);
    expect(open('cls tiny').id).not.toContain(' ');
  });

  it('teaches what to do about a folder that is not there', () => {
    expect(() => openTransformers('./no-such-model')).toThrow(/There is no folder .*no-such-model/);
  });
});

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve('@huggingface/transformers');
    return true;
  } catch {
    return false;
  }
}
