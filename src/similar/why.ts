import { sql } from 'drizzle-orm';
import { stopWordsFor } from '../label/stopwords.ts';
import { termsOf } from '../label/terms.ts';
import { Recent } from '../store/recent.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { visibleTo } from './visible.ts';

const mostTerms = 5;
const recent = 300;

/**
 * For each result the words that it shares with the query (inflections folded), rarest first, at most 5, written as
 * the result writes them. How rare a word is, is read off the newest 300 messages that the viewer may see.
 */
export async function sharedTerms(
  store: Store,
  viewer: Viewer,
  query: string,
  results: readonly string[],
): Promise<string[][]> {
  const { frequency, stopWords } = await vocabularies.of(store, keyOf(viewer), () =>
    readVocabulary(store, viewer),
  );
  const asked = new Set(
    termsOf(query)
      .flat()
      .map((t) => t.stem),
  );
  return results.map((text) => {
    const shared = new Map<string, string>();
    for (const { stem, surface, word } of termsOf(text).flat())
      if (asked.has(stem) && !shared.has(stem) && !stopWords.has(word)) shared.set(stem, surface);
    const rarity = (stem: string) => frequency.get(stem) ?? 0;
    return [...shared.keys()]
      .sort((a, b) => rarity(a) - rarity(b) || (a < b ? -1 : 1))
      .slice(0, mostTerms)
      .map((stem) => shared.get(stem)!);
  });
}

/** What is said in the newest messages that somebody may see. */
interface Vocabulary {
  /** In how many of them each stem is. */
  frequency: ReadonlyMap<string, number>;
  stopWords: ReadonlySet<string>;
}

const vocabularies = new Recent<Vocabulary>();
const keyOf = ({ workspace, channels }: Viewer) =>
  JSON.stringify([workspace, channels === 'all' ? channels : [...channels].sort()]);

async function readVocabulary(store: Store, viewer: Viewer): Promise<Vocabulary> {
  const { rows } = await store.db.execute<{ text: string }>(
    sql`select text from message where workspace = ${viewer.workspace} and ${visibleTo(viewer)}
        order by ts desc limit ${recent}`,
  );
  const texts = rows.map((row) => termsOf(row.text).flat());
  const frequency = new Map<string, number>();
  for (const terms of texts)
    for (const stem of new Set(terms.map((t) => t.stem))) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  return { frequency, stopWords: stopWordsFor(texts.flat()) };
}
