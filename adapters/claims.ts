import type { Claim, ClaimLine, Part } from '../src/commands/reply.ts';

/** How a platform writes things; whatever it is handed, it escapes. */
export interface Hand {
  bullet: string;
  bold(text: string): string;
  line(text: string, room?: number): string;
  /** Empty or undefined where the address is no web page. */
  link(url: string, label: string): string | undefined;
}

/**
 * Claims one below the other, each with links to what carries it; those without a name of their own stand together.
 *
 * @param room for the words of one line, in characters
 * @returns the texts of sections
 */
export function claimTexts(
  { title, claims }: Extract<Part, { kind: 'claims' }>,
  room: number,
  hand: Hand,
): string[] {
  const texts = claims.map((claim) => claimText(claim, room, hand));
  const heads = title ? [hand.bold(title)] : [];
  const nameless = claims.every(({ label }) => !label);
  return nameless ? [[...heads, ...texts].join('\n')] : [...heads, ...texts];
}

const claimText = ({ label, facts, lines }: Claim, room: number, hand: Hand): string =>
  [
    [label && hand.bold(label), facts && hand.line(facts)].filter(Boolean).join(' · '),
    ...lines.map((one) => `${hand.bullet} ${lineText(one, room, hand)}`),
  ]
    .filter(Boolean)
    .join('\n');

function lineText({ text, author, links }: ClaimLine, room: number, { line, link }: Hand): string {
  const said = line(text, room);
  const where = links.map((url, i) => link(url, i === 0 ? 'Open' : String(i + 1))).filter(Boolean);
  return [author ? `“${said}” — ${line(author, 40)}` : said, ...where].join(' ');
}
