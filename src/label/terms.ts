import { LinkifyIt } from 'linkify-it';
import { stemmer } from 'stemmer';

/** A word as it was written. */
export interface Term {
  surface: string;
  /** Lower case, without the inflection: `keys` and `Key` fold into one. */
  stem: string;
  /** Looks like code: `snake_case`, `a.b`, `camelCase`, or set in backticks. */
  code: boolean;
  /** First of its sentence, where a capital says nothing. */
  first: boolean;
}

const linkify = new LinkifyIt();
const fence = /```[\s\S]*?(```|$)/g;
const shortcode = /:[a-z0-9_+-]+:/gi;
const mention = /@(\*\*.*?\*\*|[\p{L}\p{N}_.-]+)/gu;
const sentence = /[.!?…,;:()[\]{}"“”|<>=→•*]+(?=\s|$)|[()[\]{}"“”|<>=→•*]|\s[-–—]+\s|\n/u;
const word = /`[^`\n]+`|[\p{L}\p{N}_][\p{L}\p{M}\p{N}_'’.#+\-/]*/gu;
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The text without links, fenced code, emoji shortcodes and mentions: none of them says what it is about. */
export function withoutNoise(text: string): string {
  let bare = text.replace(fence, '\n').replace(mention, '\n');
  for (const link of (linkify.match(bare) ?? []).reverse())
    bare = `${bare.slice(0, link.index)}\n${bare.slice(link.lastIndex)}`;
  return bare.replace(shortcode, '\n');
}

/**
 * The words of a text, a list for each sentence or clause, since no phrase reaches across one.
 *
 * @example
 * termsOf('Rotate the keys, please.')[0].map((t) => t.stem); // ['rotat', 'the', 'kei']
 */
export function termsOf(text: string): Term[][] {
  return withoutNoise(text)
    .split(sentence)
    .map((clause) => wordsOf(clause).map((surface, i) => term(surface, i === 0)))
    .filter((terms) => terms.length > 0);
}

function wordsOf(clause: string): string[] {
  return (clause.match(word) ?? []).flatMap((found) =>
    unspaced.test(found)
      ? [...segmenter.segment(found)].filter((part) => part.isWordLike).map((part) => part.segment)
      : [found.replace(/['’.\-/]+$/, '').replace(/['’]s$/, '')],
  );
}

function term(written: string, first: boolean): Term {
  const quoted = written.startsWith('`');
  const surface = quoted ? written.slice(1, -1).trim() : written;
  const code = quoted || /[_/#]|\w\.\w|^[a-z]+[A-Z]/.test(surface);
  return { surface, stem: stemOf(surface), code, first };
}

const stems = new Map<string, string>();

/** Porter's stem of the word in lower case; kept, since words repeat. */
function stemOf(surface: string): string {
  const lower = surface.toLowerCase().replaceAll('’', "'");
  let stem = stems.get(lower);
  if (stem === undefined) {
    if (stems.size > 100_000) stems.clear();
    stem = stemmer(lower);
    stems.set(lower, stem);
  }
  return stem;
}
