import iso from 'stopwords-iso' with { type: 'json' };
import type { Term } from './terms.ts';

/** ISO 639-1 code to words. */
const lists: Record<string, string[]> = iso;

/** What chat adds to the stop words of English. */
const chatter =
  'yeah yep yup nope hey hmm hm lol haha thx pls plz ah oh ok okay btw imo imho afaik iirc fyi tbh idk gonna gotta wanna cool nice awesome sounds makes sense guess bit lot stuff guys folks morning e.g i.e';

/** Says when, not what. */
const times =
  'monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december today tomorrow yesterday tonight afternoon evening weekend week weeks month months year years day days hour hours minute minutes';

/** Says something of anything. */
const vague =
  'sort kind kinds feel feels move moves moved happen happens happened half main hard easy weird wrong bad happy sad wait waiting idea ideas question questions answer answers';

const english = new Set([...lists.en!, ...[chatter, times, vague].flatMap((words) => words.split(' '))]);

/**
 * The stop words of the language that `terms` are written in, which is the one whose list covers most
 * of them, and always those of English, which people mix into every chat.
 */
export function stopWordsFor(terms: Iterable<Pick<Term, 'word'>>): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { word } of terms) counts.set(word, (counts.get(word) ?? 0) + 1);
  const covered = (list: readonly string[]) => list.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);

  let best = 'en';
  let most = covered(lists.en!);
  for (const [language, list] of Object.entries(lists)) {
    const share = covered(list);
    if (share > most) [best, most] = [language, share];
  }
  return best === 'en' ? english : new Set([...english, ...lists[best]!]);
}
