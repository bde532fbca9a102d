import type { Claim, ClaimLine, Part } from '../../src/commands/reply.ts';
import { oneLine } from './harmless.ts';
import { type Page, wrap } from './page.ts';

/** Claims one below the other, each with the places that carry it. */
export function renderClaims({ title, claims }: Extract<Part, { kind: 'claims' }>, page: Page): string {
  const head = title ? [page.paint('bold', oneLine(title))] : [];
  const gap = claims.some(({ label }) => label) ? '\n\n' : '\n';
  return [...head, claims.map((claim) => renderClaim(claim, page)).join(gap)].join('\n');
}

function renderClaim({ label, facts, lines }: Claim, page: Page): string {
  const head = [
    label && page.paint(['bold', 'cyan'], oneLine(label)),
    facts && page.paint('dim', oneLine(facts)),
  ].filter(Boolean);
  return [
    ...(head.length > 0 ? [wrap(page, head.join(' · '))] : []),
    ...lines.map((one) => renderLine(one, page)),
  ].join('\n');
}

function renderLine({ text, author, links }: ClaimLine, page: Page): string {
  const said = author ? `“${oneLine(text)}” ${page.paint('dim', `— ${oneLine(author)}`)}` : oneLine(text);
  const where = links.map((link) => page.paint('dim', oneLine(link))).join(' ');
  return [`  • ${wrap(page, said, 4).trimStart()}`, ...(where ? [`    ${where}`] : [])].join('\n');
}
