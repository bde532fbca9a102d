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
  /** How often it was a lone code token. */
  code: number;
}

const longest = 3;

/**
 * Counts the phrases of one topic, given as its messages' clauses. `isContent` says which words may begin and end a
 * phrase; between them any word may stand ("proof of concept").
 */
export function phrasesOf(
  messages: readonly Term[][][],
  isContent: (term: Term) => boolean,
): Map<string, Phrase> {
  const phrases = new Map<string, Phrase>();
  for (const clauses of messages) {
    const seen = new Set<string>();
    for (const clause of clauses)
      for (const terms of runsOf(clause, isContent)) {
        const key = terms.map((t) => t.stem).join(' ');
        let phrase = phrases.get(key);
        if (!phrase) {
          phrase = { key, stems: terms.map((t) => t.stem), messages: 0, surfaces: new Map(), code: 0 };
          phrases.set(key, phrase);
        }
        if (!seen.has(key)) phrase.messages++;
        seen.add(key);
        const surface = terms.map((t) => t.surface).join(' ');
        // A capital at the start of a sentence says little of how the word is written: it counts for a tenth.
        phrase.surfaces.set(surface, (phrase.surfaces.get(surface) ?? 0) + (terms[0]!.first ? 0.1 : 1));
        if (terms.length === 1 && terms[0]!.code) phrase.code++;
      }
  }
  return phrases;
}

function* runsOf(clause: readonly Term[], isContent: (term: Term) => boolean): Generator<readonly Term[]> {
  for (let start = 0; start < clause.length; start++) {
    if (!isContent(clause[start]!)) continue;
    for (let end = start; end < Math.min(start + longest, clause.length); end++)
      if (isContent(clause[end]!)) yield clause.slice(start, end + 1);
  }
}

/** The way most people wrote it. */
export function surfaceOf(phrase: Phrase): string {
  return [...phrase.surfaces].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0];
}
