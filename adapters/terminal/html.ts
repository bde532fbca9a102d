import type { Claim, ClaimLine, Part, Reply } from '../../src/commands/reply.ts';
import { oneLine } from './harmless.ts';
import { isAddress } from './markdown.ts';

/** Lays a digest out as a page of HTML that loads nothing; all that people wrote is escaped. */
export function htmlOf(reply: Reply): string {
  const heading = escaped(reply.heading);
  const context = reply.context ? `<p><small>${escaped(reply.context)}</small></p>\n` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${heading}</title>
<style>:root { color-scheme: light dark } body { font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem }</style>
</head>
<body>
<h1>${heading}</h1>
${context}${reply.parts.map(partOf).filter(Boolean).join('\n')}
</body>
</html>
`;
}

function partOf(part: Part): string {
  switch (part.kind) {
    case 'claims':
      return [...(part.title ? [`<h2>${escaped(part.title)}</h2>`] : []), ...part.claims.map(claimOf)].join(
        '\n',
      );
    case 'text':
    case 'note':
      return `<p>${escaped(part.text)}</p>`;
    case 'picture':
      return `<p><img alt="${escaped(part.alt)}" src="data:image/png;base64,${Buffer.from(part.png).toString('base64')}"></p>`;
    default:
      return ''; // a digest has no other parts for a file
  }
}

const claimOf = ({ label, facts, lines }: Claim): string =>
  [
    ...(label ? [`<h3>${escaped(label)}</h3>`] : []),
    ...(facts ? [`<p><small>${escaped(facts)}</small></p>`] : []),
    `<ul>\n${lines.map((line) => `<li>${lineOf(line)}</li>`).join('\n')}\n</ul>`,
  ].join('\n');

function lineOf({ text, author, links }: ClaimLine): string {
  const said = author ? `“${escaped(text)}” — ${escaped(author)}` : escaped(text);
  const where = links
    .filter(isAddress)
    .map((url, i) => `<a href="${escaped(url)}">${i === 0 ? 'open' : i + 1}</a>`);
  return [said, ...where].join(' ');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => oneLine(text).replace(/[&<>"']/g, (sign) => entities[sign]!);
