import { functionWordsFor } from '../label/stopwords.ts';

/** What a query looks for by keyword: a word, or the parts of a name such as `ERR_CONN_RESET`, one behind the other. */
export interface Keyword {
  parts: string[];
  /** It is written as programs write: whoever asks for it means it to the letter. */
  code: boolean;
}

/** More say no more, and each costs. */
const most = 24;
const likeCode = /[\p{L}\p{N}][_.:#@]+[\p{L}\p{N}]|\(\)|\p{Ll}\p{Lu}|\p{L}\p{N}|\p{N}\p{L}/u;

/**
 * The keywords of a query, in lower case and each once: words that bear a meaning, and whole names. Where there is
 * nothing but function words, those.
 *
 * @example
 * keywordsOf('why does foo.bar() fail?') // parts: [foo, bar], [foo], [bar], [fail]
 */
export function keywordsOf(query: string): Keyword[] {
  const chunks = query.split(/\s+/).map((chunk) => ({
    parts: chunk.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [],
    code: likeCode.test(chunk),
  }));
  const words = chunks.flatMap(({ parts }) => parts);
  const functionWords = functionWordsFor(words.map((word) => ({ word })));
  const telling = words.filter((word) => !functionWords.has(word));
  const names = chunks.filter(
    ({ parts, code }) => (code || parts.length > 1) && parts.some((part) => !functionWords.has(part)),
  );
  const single = (telling.length > 0 ? telling : words).map((word) => ({ parts: [word], code: false }));
  const distinct = new Map<string, Keyword>();
  for (const keyword of [...names, ...single])
    if (!distinct.has(keyword.parts.join(' '))) distinct.set(keyword.parts.join(' '), keyword);
  return [...distinct.values()].slice(0, most);
}

/**
 * A keyword as PostgreSQL's text search asks for it.
 *
 * @see https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY
 */
export const tsquery = ({ parts }: Keyword): string => parts.map((part) => `'${part}'`).join(' <-> ');
