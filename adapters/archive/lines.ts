import { StringDecoder } from 'node:string_decoder';

/** A line of text with its number (from 1); `text` is missing when the line was longer than the bound. */
export interface Line {
  number: number;
  text?: string;
}

/**
 * Splits bytes into lines without ever holding more than `bound` characters of one: node:readline would gather a
 * file that has no line break into memory whole.
 */
export async function* lines(bytes: AsyncIterable<Buffer>, bound: number): AsyncGenerator<Line> {
  const decoder = new StringDecoder('utf8');
  let number = 1;
  let kept = '';
  let tooLong = false;
  const finish = (end: string): Line => {
    const text = kept + end;
    const line = tooLong || text.length > bound ? { number } : { number, text: text.replace(/\r$/, '') };
    number++;
    kept = '';
    tooLong = false;
    return line;
  };
  let first = true;
  for await (const chunk of bytes) {
    let text = decoder.write(chunk);
    if (first && text) {
      text = text.replace(/^\uFEFF/, '');
      first = false;
    }
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      yield finish(text.slice(from, at));
      from = at + 1;
    }
    kept += text.slice(from);
    if (kept.length > bound) {
      kept = '';
      tooLong = true;
    }
  }
  const rest = decoder.end();
  if (kept || rest || tooLong) yield finish(rest);
}
