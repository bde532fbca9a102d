import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { embedderContract } from '../../test/contract/embedder.ts';
import { HubbubError } from '../errors.ts';
import { LocalEmbedder } from './local.ts';

embedderContract('local', async () => new LocalEmbedder(), { deterministic: true });

const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe('local', () => {
  const embedder = new LocalEmbedder();
  afterAll(() => embedder.close());

  test('gives a text the same bits whatever it is embedded with', async () => {
    const texts = ['ok', 'see you', 'rotate the staging keys', 'word '.repeat(200), 'キーを回して'];
    const alone = await Promise.all(texts.map(async (text) => (await embedder.embed([text]))[0]!));
    const crowd = await embedder.embed([...texts, ...texts.map((text) => `${text} now`), ...texts]);
    expect(crowd.slice(0, texts.length)).toEqual(alone);
    expect(crowd.slice(-texts.length)).toEqual(alone);
  });

  test('knows that different words can mean the same', async () => {
    const [a, b, c] = await embedder.embed([
      'A man is eating food.',
      'Somebody has a meal.',
      'The engine needs fuel.',
    ]);
    expect(cosine(a!, b!)).toBeGreaterThan(cosine(a!, c!));
  });

  test('finds shared words in scripts without spaces', async () => {
    const [a, b, c] = await embedder.embed(['数据库连接超时', '数据库又连接不上', '今天中午吃什么']);
    expect(cosine(a!, b!)).toBeGreaterThan(cosine(a!, c!) + 0.1);
  });

  test('tells whoever waits when its process dies, and starts another', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hubbub-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const diesOnce = `
      import { rmdirSync } from 'node:fs';
      try {
        rmdirSync(${JSON.stringify(join(folder, 'once'))});
        setTimeout(() => process.exit(7), 20);
      } catch {}`;
    await mkdir(join(folder, 'once'));
    const struck = new LocalEmbedder(['--import', `data:text/javascript,${encodeURIComponent(diesOnce)}`]);
    const lost = struck.embed(['anybody there?']);
    await expect(lost).rejects.toThrow(HubbubError);
    await expect(lost).rejects.toThrow(/exit code 7/);
    expect(await struck.embed(['and now?'])).toHaveLength(1);
    await struck.close();
  });

  test('has no dealings with the maker of its runtime, which would keep an id and a queue at home', async () => {
    const home = await mkdtemp(join(tmpdir(), 'hubbub-'));
    onTestFinished(() => rm(home, { recursive: true }));
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('HOME', home);
    vi.stubEnv('XDG_CACHE_HOME', undefined);
    const silent = new LocalEmbedder();
    await silent.embed(['between you and me']);
    await silent.close();
    expect(await readdir(home, { recursive: true })).toEqual([]);
  });

  test('leaves nobody waiting when it is closed', async () => {
    const closed = new LocalEmbedder();
    const lost = closed.embed(['too late']);
    await closed.close();
    await expect(lost).rejects.toThrow(HubbubError);
  });
});
