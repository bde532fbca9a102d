import { LinkifyIt } from 'linkify-it';
import { stemmer } from 'stemmer';
import { linesOfCode } from './code.ts';

/** A word as it was written. */
export interface Term {
  surface: string;
  /** In lower case, with straight apostrophes, as word lists have it. */
  word: string;
  /** The word without its inflection: `keys` and `Key` fold into one. */
  stem: string;
  /** Stems of what it is joined of, none where it is one word: `list` and `map` of `List.map`. */
  parts: readonly string[];
  /** Looks like code: `snake_case`, `a.b`, `camelCase`, or set in backticks or in a line of code. */
  code: boolean;
  /** First of its clause, where a capital says nothing. */
  first: boolean;
}

// Only what has a scheme: `main.py` and `ASP.NET` look like hosts, but people talk about them.
const linkify = new LinkifyIt({ fuzzyLink: false });
const fence = /```[\s\S]*?(```|$)/g;
const shortcode = /:[a-z0-9_+-]+:/gi;
const mention = /@(\*\*.*?\*\*|[\p{L}\p{N}_.-]+)/gu;
const inlineCode = /`([^`\n]+)`/;
const clauseEnd = /[.!?…,;:]+(?=\s|$)|[()[\]{}"“”|<>=→•*~\\$]+|\s[-–—]+\s/u;
const word = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_'’.#+\-/]*/gu;
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** The text without links, fenced code, emoji shortcodes and mentions: none of them says what it is about. */
export function withoutNoise(text: string): string {
  let bare = text.replace(fence, '\n').replace(mention, '\n');
  // Looking for links takes longer than all else, and every link that is looked for has a scheme.
  const links = bare.includes(':') ? (linkify.match(bare) ?? []) : [];
  for (const link of links.reverse()) bare = `${bare.slice(0, link.index)}\n${bare.slice(link.lastIndex)}`;
  return bare.replace(shortcode, '\n');
}

/**
 * The words of a text, a list for each clause, since no phrase reaches across one.
 *
 * @example
 * termsOf('Rotate the keys, please.')[0].map((t) => t.stem); // ['rotat', 'the', 'kei']
 */
export function termsOf(text: string): Term[][] {
  const lines = withoutNoise(text).split('\n');
  const code = linesOfCode(lines);
  return lines.flatMap((line, i) => clausesOf(line, code[i]!)).filter((terms) => terms.length > 0);
}

function clausesOf(line: string, code: boolean): Term[][] {
  // Splitting at a group keeps what it caught: every second piece stood in backticks.
  return line.split(inlineCode).flatMap((piece, i) =>
    piece.split(clauseEnd).map((clause) =>
      wordsOf(clause ?? '').map((surface, at) => ({
        ...formsOf(surface),
        code: code || i % 2 === 1 || /[_/#]|\w\.\w|^[a-z]+[A-Z]/.test(surface),
        first: at === 0,
      })),
    ),
  );
}

function wordsOf(clause: string): string[] {
  return (clause.match(word) ?? []).flatMap((found) =>
    unspaced.test(found)
      ? [...segmenter.segment(found)].filter((part) => part.isWordLike).map((part) => part.segment)
      : [found.replace(/['’.\-/]+$/, '').replace(/['’]s$/, '')],
  );
}

type Forms = Pick<Term, 'surface' | 'word' | 'stem' | 'parts'>;
const forms = new Map<string, Forms>();

/** Kept, since words repeat. */
function formsOf(surface: string): Forms {
  const known = forms.get(surface);
  if (known) return known;
  const word = surface.toLowerCase().replaceAll('’', "'");
  const parts = word.split(/[^\p{L}\p{M}\p{N}']+/u).filter(Boolean);
  const made = { surface, word, stem: stemOf(word), parts: parts.length > 1 ? parts.map(stemOf) : [] };
  if (forms.size > 100_000) forms.clear();
  forms.set(surface, made);
  return made;
}

const stemOf = (word: string) => (/^[a-z'-]+$/.test(word) ? stemmer(word) : word);
