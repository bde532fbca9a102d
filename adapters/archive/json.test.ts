import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BrokenJson, findValues } from './json.ts';

/** The bytes of a text in pieces of the given size, so that the seams fall anywhere. */
async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function gather(json: string, keys: string[] = [], size = 7, cut = Number.POSITIVE_INFINITY) {
  const values: unknown[] = [];
  let broken: unknown;
  try {
    for await (const { value } of findValues(inPieces(Buffer.from(json).subarray(0, cut), size), keys))
      values.push(value);
  } catch (error) {
    broken = error;
  }
  return { values, broken };
}

const message = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
const size = fc.integer({ min: 1, max: 40 });

it('finds the elements of any array, wherever the pieces are cut', async () => {
  const check = async (list: unknown[], n: number, indent: number) => {
    const json = JSON.stringify(list, null, indent);
    expect(await gather(json, [], n)).toEqual({ values: JSON.parse(json), broken: undefined });
  };
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(message, fc.jsonValue())), size, fc.nat(2), check));
});

it('finds the wanted values of an object and skips the others', async () => {
  const check = async (head: unknown, skipped: unknown, list: unknown[], n: number) => {
    const json = JSON.stringify({ before: skipped, head: { head }, skipped, list, after: [skipped] });
    const { values } = await gather(json, ['head', 'list'], n);
    expect(values).toEqual(JSON.parse(JSON.stringify([{ head }, ...list])));
  };
  await fc.assert(fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), fc.array(message), size, check));
});

it('yields every whole message before a cut, and says that it was cut', async () => {
  const check = async (list: unknown[], n: number, at: number) => {
    const json = JSON.stringify(list);
    const bytes = Buffer.from(json);
    const cut = 1 + (at % (bytes.length - 1));
    const { values, broken } = await gather(json, [], n, cut);
    expect(broken).toBeInstanceOf(BrokenJson);
    const whole = JSON.parse(json) as unknown[];
    expect(values).toEqual(whole.slice(0, values.length));
    const ends = whole.map((_, i) => Buffer.byteLength(JSON.stringify(whole.slice(0, i + 1))) - 1);
    expect(values.length).toBe(ends.filter((end) => end <= cut).length);
  };
  await fc.assert(fc.asyncProperty(fc.array(message, { minLength: 1 }), size, fc.nat(), check));
});

it('refuses what no export holds: a value that nests without end, or that has no end', async () => {
  expect((await gather(`[${'['.repeat(5000)}`)).broken).toMatchObject({ message: 'it nests too deeply' });
  async function* endless() {
    yield Buffer.from('["');
    for (;;) yield Buffer.alloc(1 << 20, 'a');
  }
  await expect(findValues(endless()).next()).rejects.toThrow('larger than any message');
});
