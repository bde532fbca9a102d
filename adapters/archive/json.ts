import { StringDecoder } from 'node:string_decoder';
import { getManyValues, isMany, none } from 'stream-chain/defs.js';
import Assembler from 'stream-json/assembler.js';
import { jsonParser, type Token } from 'stream-json/parser.js';
import type { ArchiveFile } from './files.ts';

/** A value found while a JSON document streams by: where it stood, and what it was. */
export interface Found {
  /** Key of the top-level object, or '' for the elements of a top-level array. */
  key: string;
  value: unknown;
}

/** Where a JSON document broke off. */
export class BrokenJson extends Error {
  readonly byte: number;
  constructor(reason: string, byte: number, options?: ErrorOptions) {
    super(reason, options);
    this.byte = byte;
  }
}

/** No chat message takes more characters than this, whatever hangs on it; more is a broken or malicious file. */
const LARGEST_VALUE = 1 << 24;

/**
 * Streams a JSON document of any size, one value in memory at a time: the elements of a top-level array, or of a
 * top-level object the values of `keys`, element by element where such a value is an array.
 *
 * @throws BrokenJson where the document breaks off, after everything that was whole before that place.
 */
export async function* findValues(
  bytes: AsyncIterable<Buffer>,
  keys: readonly string[] = [],
): AsyncGenerator<Found> {
  // Its type leaves out that `none` ends the input.
  const parse = jsonParser({ streamValues: false }) as (piece: string | typeof none) => unknown;
  const walker = new Walker(keys);
  const decoder = new StringDecoder('utf8');
  let byte = 0;
  let sinceLast = 0;
  const feed = (piece: string | typeof none): Found[] => {
    try {
      const tokens = parse(piece);
      return isMany(tokens) ? walker.take(getManyValues(tokens) as Token[]) : [];
    } catch (error) {
      throw new BrokenJson(
        (error as Error).message.replace(/^Parser (cannot parse input: )?(has )?/, ''),
        byte,
      );
    }
  };
  for await (const chunk of bytes) {
    // A parser that fails drops the tokens of what it was just given: small pieces let all that was whole through.
    for (const piece of decoder.write(chunk).split(/(?<=\})/)) {
      const found = feed(byte === 0 ? piece.replace(/^\uFEFF/, '') : piece);
      yield* found;
      byte += Buffer.byteLength(piece);
      sinceLast = found.length > 0 ? 0 : sinceLast + piece.length;
      if (sinceLast > LARGEST_VALUE) throw new BrokenJson('one value is larger than any message', byte);
    }
  }
  yield* feed(decoder.end());
  yield* feed(none);
  if (!walker.complete) throw new BrokenJson('the file ends too early', byte);
}

/** A file of this size (in bytes) is parsed whole, which is many times faster. */
const SMALL = 1 << 23;

/** The elements of a file that is a JSON array; one that is broken yields all that stands before the break, and throws {@link BrokenJson}. */
export async function* findElements(file: ArchiveFile): AsyncGenerator<unknown> {
  const { size } = await file.describe();
  if (size > SMALL) {
    for await (const { value } of findValues(await file.open())) yield value;
    return;
  }
  const whole = Buffer.concat(await (await file.open()).toArray());
  const parsed = parseArray(whole);
  if (parsed) yield* parsed;
  else for await (const { value } of findValues(once(whole))) yield value;
}

function parseArray(json: Buffer): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(json.toString('utf8').replace(/^\uFEFF/, ''));
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Bytes at hand, as the stream that the readers expect. */
export async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Nothing that people write nests deeper. */
const DEEPEST = 200;

/** Follows the tokens of a document and puts together the wanted values, one at a time. */
class Walker {
  readonly #keys: ReadonlySet<string>;
  readonly #assembler = new Assembler();
  #root: 'object' | 'array' | undefined;
  #key = '';
  #inList = false;
  /** How many brackets of an unwanted value are open. */
  #skipping = 0;
  complete = false;

  constructor(keys: readonly string[]) {
    this.#keys = new Set(keys);
  }

  take(tokens: Token[]): Found[] {
    const found: Found[] = [];
    for (const token of tokens) {
      const value = this.#take(token);
      if (value) found.push(value);
    }
    return found;
  }

  #take(token: Token): Found | undefined {
    if (!this.#assembler.done) return this.#assemble(token);
    const opens = token.name === 'startObject' || token.name === 'startArray';
    const closes = token.name === 'endObject' || token.name === 'endArray';
    if (this.#skipping > 0) this.#skipping += opens ? 1 : closes ? -1 : 0;
    else if (!this.#root) this.#begin(token);
    else if (closes && this.#inList && this.#root === 'object') this.#inList = false;
    else if (closes) this.complete = true;
    else if (this.#inList) return this.#assemble(token);
    else if (token.name === 'keyValue') this.#key = token.value;
    else if (!this.#keys.has(this.#key)) this.#skipping = opens ? 1 : 0;
    else if (token.name === 'startArray') this.#inList = true;
    else return this.#assemble(token);
    return undefined;
  }

  #begin(token: Token): void {
    if (token.name !== 'startObject' && token.name !== 'startArray') throw new Error('expected { or [');
    this.#root = token.name === 'startObject' ? 'object' : 'array';
    this.#inList = this.#root === 'array';
  }

  #assemble(token: Token): Found | undefined {
    this.#assembler.consume(token);
    if (this.#assembler.depth > DEEPEST) throw new Error('it nests too deeply');
    return this.#assembler.done ? { key: this.#key, value: this.#assembler.current } : undefined;
  }
}
