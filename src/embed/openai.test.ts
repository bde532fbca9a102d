import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { embedderContract } from '../../test/contract/embedder.ts';
import {
  type FakeOpenAI,
  type FakeOpenAIOptions,
  type Fault,
  startFakeOpenAI,
} from '../../test/fakes/openai.ts';
import { HubbubError } from '../errors.ts';
import { registry } from '../metrics.ts';
import { patience } from '../openai/retry.ts';
import { OpenAIEmbedder, type OpenAIEmbedderOptions } from './openai.ts';

const KEY = 'sk-only-this-one';

const contractServers: FakeOpenAI[] = [];
const onServer = (options: FakeOpenAIOptions, embedder: Partial<OpenAIEmbedderOptions>) => async () => {
  const server = await startFakeOpenAI(options);
  contractServers.push(server);
  return new OpenAIEmbedder({ apiKey: 'any', baseUrl: server.baseUrl, ...embedder });
};
afterAll(() => Promise.all(contractServers.map((server) => server.close())));

embedderContract('openai', onServer({}, {}), { deterministic: true });
embedderContract(
  'openai with another model on a server that sends plain numbers',
  onServer({ floatsOnly: true, dimensions: 64 }, { model: 'bge-tiny', knownDimensions: 64 }),
  { deterministic: true },
);

describe('openai', () => {
  let server: FakeOpenAI;
  /** Milliseconds that the embedder would have waited, had it not been for the test. */
  let waited: number[] = [];
  beforeAll(async () => {
    server = await startFakeOpenAI({ key: KEY, dimensions: 8 });
  });
  beforeEach(() => {
    waited = [];
    server.requests.length = 0;
  });
  afterAll(() => server.close());

  const open = (options: Partial<OpenAIEmbedderOptions> = {}) =>
    new OpenAIEmbedder({
      apiKey: KEY,
      baseUrl: server.baseUrl,
      patience: { ...patience.background, wait: async (ms) => void waited.push(ms) },
      ...options,
    });
  const failure = async (embedder: OpenAIEmbedder) => {
    const error = await embedder.embed(['hello']).catch((e) => e);
    expect(error).toBeInstanceOf(HubbubError);
    return error as HubbubError;
  };

  test('asks for shorter vectors only where told to', async () => {
    const [long] = await open().embed(['hello']);
    const short = open({ dimensions: 256 });
    expect([long!.length, (await short.embed(['hello']))[0]!.length]).toEqual([1536, 256]);
    expect(server.requests.map((r) => r.body.dimensions)).toEqual([undefined, 256]);
    expect([open().id, short.id]).toEqual([
      'openai:text-embedding-3-small@1536',
      'openai:text-embedding-3-small@256',
    ]);
  });

  test('learns the length of an unknown model, and refuses another one afterwards', async () => {
    const embedder = open({ model: 'bge-tiny' });
    expect(embedder.id).toBe('openai:bge-tiny');
    await embedder.embed(['hello']);
    expect(embedder.dimensions).toBe(8);
    server.fail(edited((answer) => Object.assign(answer.data[0]!, { embedding: [0.6, 0.8] })));
    expect((await failure(embedder)).message).toMatch(/2 numbers where 8 were expected/);
  });

  test('sends nothing that the server would refuse', async () => {
    const texts = ['', 'long '.repeat(20_000), ...Array.from({ length: 2_100 }, (_, i) => `message ${i}`)];
    const vectors = await open({ dimensions: 16 }).embed(texts);
    expect(vectors).toHaveLength(texts.length);
    expect(server.requests.map((r) => (r.body.input as string[]).length)).toEqual([2048, 53]);
  });

  test('puts the vectors in the order of the texts', async () => {
    const embedder = open();
    const straight = await embedder.embed(['one', 'two', 'three']);
    server.fail(edited((answer) => answer.data.reverse()));
    expect(await embedder.embed(['one', 'two', 'three'])).toEqual(straight);
  });

  const status = (status: number, rest: object = {}): Fault => ({ kind: 'status', status, ...rest });

  test.each<[string, Fault]>([
    ['429', status(429)],
    ['500', status(500)],
    ['503', status(503)],
    ['a connection cut in mid-answer', { kind: 'cut' }],
    ['an answer that is not JSON', { kind: 'malformed' }],
    ['an answer without embeddings', edited(() => ({ ok: true }))],
    ['an embedding too few', edited((answer) => void answer.data.pop())],
  ])('tries again after %s', async (_, fault) => {
    server.fail(fault, fault);
    const [vector] = await open().embed(['hello']);
    expect(vector).toHaveLength(1536);
    expect(server.requests).toHaveLength(3);
    expect(waited).toHaveLength(2);
    expect(waited[1]).toBeGreaterThan(waited[0]!);
  });

  test('tries again after a time-out', async () => {
    server.fail({ kind: 'slow', ms: 10_000 });
    expect(await open({ patience: { ...patience.background, timeout: 200 } }).embed(['hello'])).toHaveLength(
      1,
    );
  });

  test('tries again after an answer that begins and never ends', async () => {
    server.fail({ kind: 'stall' });
    expect(await open({ patience: { ...patience.background, timeout: 200 } }).embed(['hello'])).toHaveLength(
      1,
    );
  });

  test('waits as long as the server asks, in seconds or until a date', async () => {
    const soon = new Date(Date.now() + 90_000).toUTCString();
    server.fail(status(429, { retryAfter: 7 }));
    await open().embed(['hello']);
    server.fail(status(429, { retryAfter: soon }));
    await open().embed(['hello']);
    expect(waited[0]).toBe(7_000);
    expect(waited[1]! / 1000).toBeCloseTo(90, -1);
  });

  test('does not wait for ever', async () => {
    server.fail(status(429, { retryAfter: 3600 }));
    expect((await failure(open())).message).toMatch(/no more requests for now \(429\)/);
    expect(waited).toEqual([]);
    server.fail(...Array(6).fill(status(500)));
    expect((await failure(open())).message).toMatch(/failed \(500/);
    expect(waited).toHaveLength(5);
  });

  test('stops waiting when told to', async () => {
    server.fail(status(429, { retryAfter: 30 }));
    const stop = new AbortController();
    const stopped = open({ patience: patience.background }).embed(['hello'], stop.signal);
    while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await expect(stopped).rejects.toBe(stop.signal.reason);
  });

  test.each<[string, Partial<OpenAIEmbedderOptions>, Fault[], RegExp, RegExp]>([
    [
      'a refused key',
      { apiKey: 'sk-wrong' },
      [],
      /OPENAI_API_KEY was refused by 127.0.0.1:\d+ \(401\)/,
      /new key/,
    ],
    ['an empty account', {}, [status(429, { code: 'insufficient_quota' })], /no credit left/, /Add credit/],
    [
      'an unknown model',
      { model: 'text-embedding-9' },
      [status(404)],
      /no model text-embedding-9/,
      /OPENAI_BASE_URL/,
    ],
    ['a refused length', { dimensions: 9999 }, [], /refused to embed .*dimensions/, /@DIMENSIONS/],
    [
      'another kind of server',
      {},
      Array(6).fill({ kind: 'malformed' }),
      /not as an embeddings server/,
      /ends in \/v1/,
    ],
  ])('says what to do about %s', async (_, options, faults, what, fix) => {
    server.fail(...faults);
    const error = await failure(open(options));
    expect(error.message).toMatch(what);
    expect(error.fix).toMatch(fix);
    expect(error.message + error.fix).not.toContain('sk-');
  });

  test('leaves a server alone that fails again and again, and asks it once more later', async () => {
    const embedder = open({});
    server.fail(...Array(6).fill({ kind: 'status', status: 503 }));
    await failure(embedder);
    expect(server.requests).toHaveLength(6);
    expect((await failure(embedder)).message).toMatch(/^127.0.0.1:\d+ has failed several times/);
    expect(server.requests).toHaveLength(6);
    expect(await registry.metrics()).toMatch(/^hubbub_breaker_open\{service="127.*"\} 1$/m);
    vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ['Date'] });
    try {
      expect(await embedder.embed(['once more'])).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test('says what to do about a server that is off', async () => {
    const off = await startFakeOpenAI();
    await off.close();
    const error = await failure(open({ baseUrl: off.baseUrl }));
    expect(error.message).toMatch(/^127.0.0.1:\d+ cannot be reached \(ECONNREFUSED\)/);
    expect(error.fix).toMatch(/the server is running/);
  });
});

interface Embeddings {
  data: { index: number; embedding: unknown }[];
}

/** An answer with something changed: in place, or altogether where `change` gives another. */
function edited(change: (answer: Embeddings) => unknown): Fault {
  return {
    kind: 'edit',
    edit(answer) {
      const other = change(answer as Embeddings);
      return other && typeof other === 'object' && 'ok' in other ? other : answer;
    },
  };
}
