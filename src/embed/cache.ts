import type Keyv from 'keyv';
import { contentHash } from '../collect/clean.ts';
import { cacheKey } from '../store/cache.ts';
import type { Embedder } from './embedder.ts';

/**
 * Remembers every vector by embedder and content hash, so that no text is embedded twice: neither within a call,
 * nor after a restart, nor in another workspace. A cache that cannot be reached slows things down but fails nothing.
 *
 * @example
 * const embedder = cached(new LocalEmbedder(), new Keyv());
 */
export function cached(
  inner: Embedder & { readonly role?: string },
  keyv: Keyv<Uint8Array>,
): Embedder & { readonly hits: number } {
  let hits = 0;
  // What is looked for may have another vector than the same text as a message.
  const space = inner.role ? `${inner.id}:${inner.role}` : inner.id;
  const keyOf = (text: string) => cacheKey(space, contentHash(text));

  async function embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const textOf = new Map(texts.map((text) => [keyOf(text), text]));
    const vectors = await lookUp([...textOf.keys()]);
    const missing = [...textOf].filter(([key]) => !vectors.has(key));
    if (missing.length > 0) {
      const made = await inner.embed(
        missing.map(([, text]) => text),
        signal,
      );
      missing.forEach(([key], i) => {
        vectors.set(key, made[i]!);
      });
      await keyv.setMany(missing.map(([key], i) => ({ key, value: bytesOf(made[i]!) })));
    }
    hits += texts.length - missing.length;
    return texts.map((text) => vectors.get(keyOf(text))!);
  }

  async function lookUp(keys: string[]): Promise<Map<string, Float32Array>> {
    const values = await keyv.getMany<Uint8Array>(keys);
    const found = keys.flatMap((key, i) => {
      const vector = values[i] && vectorOf(values[i]);
      return vector ? [[key, vector] as const] : [];
    });
    return new Map(found);
  }

  /** Bytes in the order of this machine; a record of another length, cut off or of a wrong kind, counts as none. */
  function vectorOf(bytes: Uint8Array): Float32Array | undefined {
    if (!(bytes instanceof Uint8Array) || bytes.length === 0) return undefined;
    if (bytes.length !== inner.dimensions * 4) return undefined;
    return new Float32Array(Uint8Array.from(bytes).buffer);
  }

  return {
    get id() {
      return inner.id;
    },
    get dimensions() {
      return inner.dimensions;
    },
    get hits() {
      return hits;
    },
    embed,
    async close() {
      await inner.close();
      await keyv.disconnect();
    },
  };
}

const bytesOf = (vector: Float32Array) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
