import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lines } from './lines.ts';

const gather = (bytes: AsyncIterable<Buffer>, bound: number) => Readable.from(lines(bytes, bound)).toArray();

async function* chunks(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

it('splits any text as its line breaks say, wherever the chunks are cut', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '\n', '\r\n', ' ') });
  const check = async (s: string, size: number) => {
    const expected = s.split('\n').map((line, i) => ({ number: i + 1, text: line.replace(/\r$/, '') }));
    if (expected.at(-1)?.text === '' && s.split('\n').at(-1) === '') expected.pop();
    expect(await gather(chunks(s, size), 1000)).toEqual(expected);
  };
  await fc.assert(fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), check));
});

it('drops the byte order mark, and a line longer than the bound, and goes on', async () => {
  const got = await gather(chunks(`\uFEFFone\n${'x'.repeat(50)}\nthree`, 8), 10);
  expect(got).toEqual([{ number: 1, text: 'one' }, { number: 2 }, { number: 3, text: 'three' }]);
});
