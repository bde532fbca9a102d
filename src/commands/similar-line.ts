import { isQuestion } from '../similar/conversations.ts';
import type { SimilarOptions, SimilarQuery } from '../similar/similar.ts';
import { pageNumber } from './paging.ts';

/** What a line that asks for similar messages means. */
export interface SimilarLine {
  query: SimilarQuery;
  options: SimilarOptions;
  page: number;
  /** The line without the page, to be asked again. */
  again: string;
}

const FLAG = /^--(page|all|diverse|messages|message|text)(?=\s|$)\s*/;

/**
 * Reads what stands behind `/similar`: options first, then a text as it is. A question is answered with conversations
 * unless `--messages` says otherwise; behind `--text` nothing is taken for a filter or a link.
 *
 * @example
 * readSimilar('--diverse why is staging down?').options // { diverse: true, conversations: true, strong: true }
 */
export function readSimilar(line: string): SimilarLine {
  let rest = line.trimStart();
  let page = 1;
  let id: string | undefined;
  const flags = new Set<string>();
  for (let found = FLAG.exec(rest); found && !flags.has('text'); found = FLAG.exec(rest)) {
    const name = found[1]!;
    rest = rest.slice(found[0].length);
    if (name === 'page' || name === 'message') {
      const [value = ''] = /^\S*/.exec(rest)!;
      rest = rest.slice(value.length).trimStart();
      if (name === 'page') page = pageNumber(value);
      else id = value;
    } else flags.add(name);
  }
  const kept = [...flags].map((flag) => `--${flag} `).join('');
  return {
    query: id === undefined ? { text: rest, verbatim: flags.has('text') } : { message: id },
    options: {
      diverse: flags.has('diverse'),
      conversations: id === undefined && !flags.has('messages') && isQuestion(rest),
      strong: !flags.has('all'),
    },
    page,
    again: id === undefined ? `${kept}${rest}` : `--message ${id} ${kept}`.trimEnd(),
  };
}
