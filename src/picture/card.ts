import stringWidth from 'string-width';

/** A picture stands on a ground of its own, so that it can be read in a light chat and in a dark one. */
export const ground = { fill: '#151a23', text: '#f2f5fa', quiet: '#9aa5b5', line: '#2b3342' };

/** A card of `width` by `height` with round corners and this inside. */
export const card = (width: number, height: number, inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, DejaVu Sans">
<rect width="${width}" height="${height}" rx="20" fill="${ground.fill}"/>
${inside}
</svg>`;

interface TextStyle {
  size: number;
  fill: string;
  weight?: 400 | 600 | 700;
  anchor?: 'start' | 'middle' | 'end';
  /** Keeps it readable on whatever lies below. */
  halo?: boolean;
}

/** One line of text; whatever people wrote in it is text and nothing else. */
export function text(
  x: number,
  y: number,
  said: string,
  { size, fill, weight = 400, anchor = 'start', halo = false }: TextStyle,
): string {
  const around = halo
    ? ` stroke="${ground.fill}" stroke-width="${size / 3.2}" stroke-linejoin="round" paint-order="stroke"`
    : '';
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}"${around}>${escaped(said)}</text>`;
}

/** About how wide a line of Inter is, rather too wide than too narrow: nothing here can measure a font. */
export const widthOf = (said: string, size: number): number => stringWidth(said) * size * 0.56;

/** As much of a text as fits, with an ellipsis where it does not. */
export function fitted(said: string, size: number, width: number): string {
  const clean = printable(said);
  if (widthOf(clean, size) <= width) return clean;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(clean)) {
    if (widthOf(`${kept}${segment}…`, size) > width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** A name; of one that is made of keywords, as many of them as fit. */
export function fittedName(label: string, size: number, width: number): string {
  const words = label.split(' · ');
  while (words.length > 1 && widthOf(words.join(' · '), size) > width) words.pop();
  return fitted(words.join(' · '), size, width);
}

/** One line without what no font has or what turns the direction of a text: emoji, controls, overrides. */
const printable = (said: string): string =>
  said
    .toWellFormed()
    .replace(/\p{Extended_Pictographic}|\p{C}|\ufe0f/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const escaped = (said: string): string =>
  printable(said).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Short numbers make short files. */
export const round = (x: number): number => Math.round(x * 10) / 10;
