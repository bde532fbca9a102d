import { styleText } from 'node:util';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

type Style = Parameters<typeof styleText>[0];

/** Where a reply is printed: how wide it is, and whether it takes colour. */
export interface Page {
  /** In columns. */
  width: number;
  paint(style: Style, text: string): string;
}

/** The page that a stream offers: its own width on a terminal, 100 columns in a pipe; NO_COLOR and FORCE_COLOR are heeded. */
export function pageOf(stream: NodeJS.WriteStream): Page {
  return {
    width: Math.min(Math.max(stream.columns || 100, 40), 120),
    paint: (style, text) => styleText(style, text, { stream }),
  };
}

/** Wraps `text` to the page behind `indent` columns. */
export const wrap = (page: Page, text: string, indent = 0): string =>
  wrapAnsi(text, page.width - indent, { hard: true })
    .split('\n')
    .map((line) => ' '.repeat(indent) + line.trimEnd())
    .join('\n');

/** Shortens `text` to `columns`, at a space where one is near, and says so with an ellipsis. */
export function shorten(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  const space = kept.lastIndexOf(' ');
  return `${(space > kept.length * 0.8 ? kept.slice(0, space) : kept).replace(/[\s,;:.…]+$/, '')}…`;
}

/** `left` and `right` at the two ends of the page; `left` must fit. */
export function spread(page: Page, left: string, right: string): string {
  const gap = page.width - stringWidth(left) - stringWidth(right);
  return left + ' '.repeat(Math.max(gap, 1)) + right;
}

/** Numbers as a row of eighth blocks, the largest of them as high as the line: `▁▃█▂`. */
export function sparkline(numbers: readonly number[]): string {
  const top = Math.max(...numbers, 1);
  return numbers.map((n) => (n === 0 ? '·' : '▁▂▃▄▅▆▇█'[Math.ceil((n / top) * 8) - 1])).join('');
}
