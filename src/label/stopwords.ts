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
 * Words of English that bear no meaning of their own: the lists of PostgreSQL and Snowball, with contractions parted
 * at the apostrophe. The longer list above holds words that name no topic but are looked for, such as "fire" and "test".
 *
 * @see https://snowballstem.org/algorithms/english/stop.txt
 */
export const functionWords = new Set(
  'i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its itself they them their theirs themselves what which who whom this that these those am is are was were be been being have has had having do does did doing a an the and but if or because as until while of at by for with about against between into through during before after above below to from up down in out on off over under again further then once here there when where why how all any both each few more most other some such no nor not only own same so than too very s t can will just don should now would could ought cannot m re ve d ll aren couldn didn doesn hadn hasn haven isn mustn shan shouldn wasn weren won wouldn'.split(
    ' ',
  ),
);

/**
 * The stop words of the language that `terms` are written in, which is the one whose list covers most
 * of them, and always those of English, which people mix into every chat.
 */
export const stopWordsFor = (terms: Iterable<Pick<Term, 'word'>>): ReadonlySet<string> =>
  withLanguageOf(terms, english);

/** The same for what somebody looks for: only what bears no meaning is left out, for it is all that is known of what they want. */
export const functionWordsFor = (terms: Iterable<Pick<Term, 'word'>>): ReadonlySet<string> =>
  withLanguageOf(terms, functionWords);

function withLanguageOf(
  terms: Iterable<Pick<Term, 'word'>>,
  ofEnglish: ReadonlySet<string>,
): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const { word } of terms) counts.set(word, (counts.get(word) ?? 0) + 1);
  const covered = (list: readonly string[]) => list.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);

  let best = 'en';
  let most = covered(lists.en!);
  for (const [language, list] of Object.entries(lists)) {
    const share = covered(list);
    if (share > most) [best, most] = [language, share];
  }
  return best === 'en' ? ofEnglish : new Set([...ofEnglish, ...lists[best]!]);
}
