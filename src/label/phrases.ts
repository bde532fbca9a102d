import type { Term } from './terms.ts';

/** One to three words that stand together in messages of a topic. */
export interface Phrase {
  /** Stems joined by spaces: inflections of a phrase count as one. */
  key: string;
  stems: readonly string[];
  /** Which of the topic's messages hold it, in order; a word also where it is part of a longer one, as in `List.map`. */
  messages: number[];
  /** What those messages count that say it more than once: the sum of the logarithms of how often. */
  again: number;
  /** In how many of them it stands by itself. */
  whole: number;
  /** As people wrote it, each with how often. */
  surfaces: Map<string, number>;
  /** In how many of these it is code alone. */
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
  const phraseOf = (key: string): Phrase => {
    let phrase = phrases.get(key);
    if (!phrase) {
      phrase = { key, stems: key.split(' '), messages: [], again: 0, whole: 0, surfaces: new Map(), code: 0 };
      phrases.set(key, phrase);
    }
    return phrase;
  };
  for (const [i, message] of runs.entries()) {
    const times = new Map<Phrase, number>();
    const whole = new Set<Phrase>();
    const plain = new Set<Phrase>();
    const count = (phrase: Phrase) => times.set(phrase, (times.get(phrase) ?? 0) + 1);
    for (const part of messages[i]!.flat().flatMap((term) => term.parts)) count(phraseOf(part));
    for (const { key, terms } of message) {
      if (holding.get(key) === 1 && terms.length > 1) continue;
      const phrase = phraseOf(key);
      count(phrase);
      whole.add(phrase);
      if (!terms.every((t) => t.code)) plain.add(phrase);
      const surface = terms.map((t) => t.surface).join(' ');
      // A capital at the start of a clause says little of how the word is written: it counts for a tenth.
      phrase.surfaces.set(surface, (phrase.surfaces.get(surface) ?? 0) + (terms[0]!.first ? 0.1 : 1));
    }
    for (const phrase of whole) {
      phrase.whole++;
      if (!plain.has(phrase)) phrase.code++;
    }
    for (const [phrase, n] of times) {
      phrase.messages.push(i);
      phrase.again += Math.log(n);
    }
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
