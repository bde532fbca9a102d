// Draws docs/topics.svg, the README's picture, from what Hubbub really prints about the sample: `npm run picture`.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createAnsiSequenceParser, createColorPalette, type ParseToken } from 'ansi-sequence-parser';
import stringWidth from 'string-width';

const commands = [
  ['topics', '--limit', '4'],
  ['similar', 'tests pass locally but fail in CI', '--limit', '2'],
];
const character = { width: 8.4, height: 20, size: 14 };
const margin = 24;
const palette = createColorPalette({
  black: '#1e1e2e',
  red: '#f38ba8',
  green: '#a6e3a1',
  yellow: '#f9e2af',
  blue: '#89b4fa',
  magenta: '#cba6f7',
  cyan: '#89dceb',
  white: '#cdd6f4',
  brightBlack: '#6c7086',
  brightRed: '#f38ba8',
  brightGreen: '#a6e3a1',
  brightYellow: '#f9e2af',
  brightBlue: '#89b4fa',
  brightMagenta: '#cba6f7',
  brightCyan: '#89dceb',
  brightWhite: '#ffffff',
});

const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-picture-'));
try {
  await hubbub([]);
  const pages = [];
  for (const args of commands) {
    const typed = args.map((a) => (a.includes(' ') ? `"${a}"` : a)).join(' ');
    pages.push(`\x1b[2m$\x1b[0m npm run -s hubbub -- ${typed}\n\n${await hubbub(args)}`);
  }
  await writeFile(new URL('./topics.svg', import.meta.url), draw(pages.join('\n').trimEnd().split('\n')));
} finally {
  await rm(dataDir, { recursive: true });
}

/** What one command prints in colour; in a pipe the page is 100 columns wide. */
async function hubbub(args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, TZ: 'UTC', HUBBUB_DATA_DIR: dataDir, FORCE_COLOR: '1' };
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  return (await promisify(execFile)(process.execPath, [main, ...args], { env })).stdout;
}

function draw(lines: string[]): string {
  const parser = createAnsiSequenceParser();
  const widest = Math.max(...lines.map((line) => stringWidth(line)));
  const width = Math.ceil(widest * character.width + 2 * margin);
  const height = lines.length * character.height + 2 * margin;
  const rows = lines.map((line, i) => drawLine(parser.parse(line), margin + (i + 0.75) * character.height));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Hubbub in a terminal: named topics of a team chat, and messages similar to a question">
<rect width="100%" height="100%" rx="10" fill="#1e1e2e"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${character.size}" fill="#cdd6f4" xml:space="preserve">
${rows.filter(Boolean).join('\n')}
</g>
</svg>
`;
}

/** Every token stands at its own column, so that the picture keeps its shape whatever font the reader has. */
function drawLine(tokens: ParseToken[], y: number): string {
  let column = 0;
  return tokens
    .map(({ value, foreground, decorations }) => {
      const columns = stringWidth(value);
      const x = margin + column * character.width;
      column += columns;
      if (value.trim() === '') return '';
      const style = [
        foreground ? `fill="${palette.value(foreground)}"` : '',
        decorations.has('bold') ? 'font-weight="bold"' : '',
        decorations.has('dim') ? 'opacity=".6"' : '',
      ].filter(Boolean);
      const length = (columns * character.width).toFixed(1);
      return `<text x="${x.toFixed(1)}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" ${style.join(' ')}>${escapeXml(value)}</text>`;
    })
    .join('');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
