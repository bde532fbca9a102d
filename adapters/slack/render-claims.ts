import type { types } from '@slack/bolt';
import type { Claim, ClaimLine, Part } from '../../src/commands/reply.ts';
import { bold, line, link, mrkdwn } from './escape.ts';

/** Claims one below the other, each with links to what carries it; those without a name of their own stand together. */
export function renderClaims(
  { title, claims }: Extract<Part, { kind: 'claims' }>,
  room: number,
): types.KnownBlock[] {
  const nameless = claims.every(({ label }) => !label);
  const texts = claims.map((claim) => renderClaim(claim, room));
  const heads = title ? [bold(title)] : [];
  const sections = nameless ? [[...heads, ...texts].join('\n')] : [...heads, ...texts];
  return sections.map((text) => ({ type: 'section', text: mrkdwn(text) }));
}

const renderClaim = ({ label, facts, lines }: Claim, room: number): string =>
  [
    [label && bold(label), facts && line(facts)].filter(Boolean).join(' · '),
    ...lines.map((one) => `• ${renderLine(one, room)}`),
  ]
    .filter(Boolean)
    .join('\n');

function renderLine({ text, author, links }: ClaimLine, room: number): string {
  const said = line(text, room);
  const where = links.map((url, i) => link(url, i === 0 ? 'Open' : String(i + 1))).filter(Boolean);
  return [author ? `“${said}” — ${line(author, 40)}` : said, ...where].join(' ');
}
