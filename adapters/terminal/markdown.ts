import type { Claim, ClaimLine, Part, Reply } from '../../src/commands/reply.ts';
import { oneLine } from './harmless.ts';

/** Lays a digest out as Markdown (CommonMark); all that people wrote is escaped. */
export function markdownOf(reply: Reply): string {
  const head = [`# ${escaped(reply.heading)}`, ...(reply.context ? [`*${escaped(reply.context)}*`] : [])];
  return `${[...head, ...reply.parts.map(partOf).filter(Boolean)].join('\n\n')}\n`;
}

function partOf(part: Part): string {
  switch (part.kind) {
    case 'claims':
      return [
        ...(part.title ? [`## ${escaped(part.title)}`] : []),
        ...part.claims.map((claim) => claimOf(claim)),
      ].join('\n\n');
    case 'text':
    case 'note':
      return escaped(part.text);
    case 'picture':
      return `*${escaped(part.alt)}*`;
    default:
      return ''; // a digest has no other parts for a file
  }
}

const claimOf = ({ label, facts, lines }: Claim): string =>
  [
    ...(label ? [`**${escaped(label)}**${facts ? ` · ${escaped(facts)}` : ''}\n`] : []),
    ...lines.map((line) => `- ${lineOf(line)}`),
  ].join('\n');

function lineOf({ text, author, links }: ClaimLine): string {
  const said = author ? `“${escaped(text)}” — ${escaped(author)}` : escaped(text);
  const where = links.filter(isAddress).map((url, i) => `[${i === 0 ? 'open' : i + 1}](<${url}>)`);
  return [said, ...where].join(' ');
}

export const isAddress = (url: string): boolean => /^https?:\/\/[^\s<>"]+$/.test(url);

const escaped = (text: string): string => oneLine(text).replace(/[\\`*_{}[\]<>()#+!|~&-]/g, '\\$&');
