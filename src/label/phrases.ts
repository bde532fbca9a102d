import type { Term } from './terms.ts';

/** One to three words that stand together in at least one message of a topic. */
export interface Phrase {
  /** Stems joined by spaces: inflections of a phrase count as one. */
  key: string;
  stems: readonly string[];
  /** How many of the topic's messages hold it. */
  messages: number;
  /** As people wrote it, each with how often. */
  surfaces: Map<string, number>;
  /** In how many of them it was code. */
  code: number;
}

/** `content` words carry a phrase, `weak` ones only stand at its ends, and any other word within it. */
export type Weigh = (term: Term) => 'content' | 'weak' | 'other';

const longest = 3;

/** Counts the phrases of one topic, given as its messages' clauses. */
export function phrasesOf(messages: readonly Term[][][], weigh: Weigh): Map<string, Phrase> {
  const phrases = new Map<string, Phrase>();
  for (const clauses of messages) {
    const seen = new Set<string>();
    for (const terms of clauses.flatMap((clause) => [...runsOf(clause, weigh)])) {
      const key = terms.map((t) => t.stem).join(' ');
      let phrase = phrases.get(key);
      if (!phrase) {
        phrase = { key, stems: terms.map((t) => t.stem), messages: 0, surfaces: new Map(), code: 0 };
        phrases.set(key, phrase);
      }
      if (!seen.has(key)) {
        phrase.messages++;
        if (terms.every((t) => t.code)) phrase.code++;
      }
      seen.add(key);
      const surface = terms.map((t) => t.surface).join(' ');
      // A capital at the start of a clause says little of how the word is written: it counts for a tenth.
      phrase.surfaces.set(surface, (phrase.surfaces.get(surface) ?? 0) + (terms[0]!.first ? 0.1 : 1));
    }
  }
  return phrases;
}

function* runsOf(clause: readonly Term[], weigh: Weigh): Generator<readonly Term[]> {
  const weights = clause.map(weigh);
  for (let start = 0; start < clause.length; start++) {
    if (weights[start] === 'other') continue;
    for (let end = start; end < Math.min(start + longest, clause.length); end++)
      if (weights[end] !== 'other' && weights.slice(start, end + 1).includes('content'))
        yield clause.slice(start, end + 1);
  }
}

/** The way most people wrote it. */
export function surfaceOf(phrase: Phrase): string {
  return [...phrase.surfaces].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0];
}
