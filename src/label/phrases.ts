import type { Term } from './terms.ts';

/** One to three words that stand together in messages of a topic. */
export interface Phrase {
  /** Stems joined by spaces: inflections of a phrase count as one. */
  key: string;
  stems: readonly string[];
  /** Which of the topic's messages hold it, in order. */
  messages: number[];
  /** As people wrote it, each with how often. */
  surfaces: Map<string, number>;
  /** In how many of them it was code. */
  code: number;
}

/** `content` words carry a phrase, `weak` ones only stand at its ends, and any other word within it. */
export type Weigh = (term: Term) => 'content' | 'weak' | 'other';

const longest = 3;

/**
 * Counts the phrases of one topic, given as its messages' clauses. A phrase of several words counts only where two
 * messages have it.
 */
export function phrasesOf(messages: readonly Term[][][], weigh: Weigh): Phrase[] {
  const runs = messages.map((clauses) => clauses.flatMap((clause) => runsOf(clause, weigh)));
  const holding = new Map<string, number>();
  for (const message of runs)
    for (const key of new Set(message.map((run) => run.key))) holding.set(key, (holding.get(key) ?? 0) + 1);

  const phrases = new Map<string, Phrase>();
  for (const [i, message] of runs.entries()) {
    const coded = new Set<Phrase>();
    for (const { key, terms } of message) {
      if (holding.get(key) === 1 && terms.length > 1) continue;
      let phrase = phrases.get(key);
      if (!phrase) {
        phrase = { key, stems: key.split(' '), messages: [], surfaces: new Map(), code: 0 };
        phrases.set(key, phrase);
      }
      if (phrase.messages.at(-1) !== i) phrase.messages.push(i);
      if (terms.every((t) => t.code)) coded.add(phrase);
      const surface = terms.map((t) => t.surface).join(' ');
      // A capital at the start of a clause says little of how the word is written: it counts for a tenth.
      phrase.surfaces.set(surface, (phrase.surfaces.get(surface) ?? 0) + (terms[0]!.first ? 0.1 : 1));
    }
    for (const phrase of coded) phrase.code++;
  }
  return [...phrases.values()];
}

function runsOf(clause: readonly Term[], weigh: Weigh): { key: string; terms: readonly Term[] }[] {
  const weights = clause.map(weigh);
  const runs: { key: string; terms: readonly Term[] }[] = [];
  for (let start = 0; start < clause.length; start++) {
    if (weights[start] === 'other') continue;
    let key = '';
    let content = false;
    for (let end = start; end < Math.min(start + longest, clause.length); end++) {
      key += end === start ? clause[end]!.stem : ` ${clause[end]!.stem}`;
      content ||= weights[end] === 'content';
      if (weights[end] !== 'other' && content) runs.push({ key, terms: clause.slice(start, end + 1) });
    }
  }
  return runs;
}

/** The way most people wrote it. */
export function surfaceOf(phrase: Phrase): string {
  return [...phrase.surfaces].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0];
}
