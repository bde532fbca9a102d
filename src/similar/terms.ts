import { stopWordsFor } from '../label/stopwords.ts';

/** What a query looks for by keyword: a word, or the parts of a code such as `ERR_CONN_RESET`, one behind the other. */
export interface Keyword {
  parts: string[];
}

/** More say no more, and each costs. */
const most = 24;

/**
 * The keywords of a query, in lower case and each once: words without stop words, and whole codes. Where there is
 * nothing but stop words, those.
 *
 * @example
 * keywordsOf('why does foo.bar() fail?') // parts: [foo, bar], [foo], [bar], [fail]
 */
export function keywordsOf(query: string): Keyword[] {
  const chunks = query
    .toLowerCase()
    .split(/\s+/)
    .map((chunk) => chunk.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []);
  const words = chunks.flat();
  const stopWords = stopWordsFor(words.map((word) => ({ word })));
  const telling = words.filter((word) => !stopWords.has(word));
  const codes = chunks.filter((parts) => parts.length > 1 && parts.some((part) => !stopWords.has(part)));
  const all = [...codes, ...(telling.length > 0 ? telling : words).map((word) => [word])];
  return [...new Map(all.map((parts) => [parts.join(' '), { parts }])).values()].slice(0, most);
}

/**
 * A keyword as PostgreSQL's text search asks for it.
 *
 * @see https://www.postgresql.org/docs/current/datatype-textsearch.html#DATATYPE-TSQUERY
 */
export const tsquery = ({ parts }: Keyword): string => parts.map((part) => `'${part}'`).join(' <-> ');
