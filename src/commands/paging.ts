import { UsageError } from '../errors.ts';
import type { Action } from './reply.ts';

/** The number of a page, from 1 on, as somebody typed it; the first where nothing was said. */
export function pageNumber(text: string | undefined): number {
  if (text === undefined) return 1;
  if (!/^[1-9]\d{0,4}$/.test(text))
    throw new UsageError(`There is no page ${text}.`, 'Pages are counted from 1.');
  return Number(text);
}

/**
 * The buttons that turn pages, as far as there are pages to turn to.
 *
 * @param command what answers with the page of a number
 */
export function turnPages(
  command: (page: number) => string,
  page: number,
  { more }: { more: boolean },
): Action[] {
  const previous: Action = { id: 'previous', label: 'Previous', command: command(page - 1), replaces: true };
  const next: Action = { id: 'more', label: 'More', command: command(page + 1), replaces: true };
  return [...(page > 1 ? [previous] : []), ...(more ? [next] : [])];
}
