import { LinkifyIt } from 'linkify-it';
import { withoutNoise } from './terms.ts';

const longest = 60;
/** Finds bare hosts as well, which some chat clients turn into links. */
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyIP: true });

/**
 * One harmless line out of whatever a model or a person wrote: no mention, link, markup, emoji shortcode or control
 * character, no more than `limit` characters. Every label and summary passes through here; the result may be empty.
 *
 * @example
 * cleanLine('**Staging keys** <!channel> https://example.org\n'); // 'Staging keys'
 */
export function cleanLine(text: string, limit = longest): string {
  // What is taken away may join what stood around it into something new: so again, until nothing is left to do.
  const line = shorten(plain(text), limit);
  return line === text ? line : cleanLine(line, limit);
}

const plain = (text: string): string =>
  withoutNoise(
    text
      .normalize('NFC')
      // Control and format characters, among them those that hide text or turn its direction.
      .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
      .replace(/<([^<>|]*)\|([^<>]*)>/g, (_, target, shown) => (/^[!@#]/.test(target) ? ' ' : shown))
      .replace(/<[!@#][^>]*>|<\/?[a-z][^>]*>/gi, ' ')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'),
  )
    .replace(/\S+/g, (word) => (linkify.test(word) ? word.replace(/[./:]+/g, ' ') : word))
    .replaceAll('://', ' ')
    .replace(/[`*~|<>[\]{}\\@＠#]+|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

function shorten(line: string, limit: number): string {
  const characters = [...line];
  if (characters.length <= limit) return line;
  const cut = characters.slice(0, limit - 1).join('');
  const end = cut.lastIndexOf(' ');
  return `${(end > limit / 2 ? cut.slice(0, end) : cut).trimEnd()}…`;
}
