import stringWidth from 'string-width';
import type { Check, Part, Reply } from '../../src/commands/reply.ts';
import { renderClaims } from './claims.ts';
import { harmless, oneLine } from './harmless.ts';
import { renderMessages } from './messages.ts';
import { type Page, wrap } from './page.ts';
import { renderTopics } from './topics.ts';
import { days } from './when.ts';

/**
 * Lays a reply out for a terminal.
 *
 * @example
 * process.stdout.write(render(reply, pageOf(process.stdout)));
 */
export function render(reply: Reply, page: Page): string {
  const head = page.paint('bold', wrap(page, oneLine(reply.heading)));
  const period = reply.period && days(reply.period.from, reply.period.to);
  const covers = [period, reply.context && oneLine(reply.context)].filter(Boolean).join(' · ');
  const context = covers && `\n${page.paint('dim', wrap(page, covers))}`;
  const parts = reply.parts.map((part) => renderPart(part, page)).filter((text) => text !== '');
  return `${[head + context, ...parts].join('\n\n')}\n`;
}

function renderPart(part: Part, page: Page): string {
  switch (part.kind) {
    case 'text':
      return wrap(page, harmless(part.text));
    case 'note':
      return page.paint('dim', wrap(page, harmless(part.text)));
    case 'topics':
      return renderTopics(part.topics, page);
    case 'messages':
      return renderMessages(part.messages, page);
    case 'claims':
      return renderClaims(part, page);
    case 'usage':
      return renderUsage(part.entries, page);
    case 'checks':
      return part.checks.map((check) => renderCheck(check, page)).join('\n');
    case 'picture':
      return `${page.paint('bold', oneLine(part.title))}\n${wrap(page, harmless(part.alt))}`;
    case 'file':
      return harmless(part.content);
    case 'actions':
      return ''; // a terminal has no buttons: the commands behind them are in the notes
  }
}

function renderUsage(entries: readonly { command: string; does: string }[], page: Page): string {
  const widest = Math.max(...entries.map((e) => stringWidth(e.command)));
  const beside = page.width - widest - 4;
  return entries
    .map(({ command, does }) => {
      const said = `  ${page.paint('cyan', command)}`;
      // On a narrow page the explanation goes below.
      if (beside < 30) return `${said}\n${wrap(page, does, 6)}`;
      return said + ' '.repeat(widest - stringWidth(command) + 2) + wrap(page, does, widest + 4).trimStart();
    })
    .join('\n');
}

function renderCheck(check: Check, page: Page): string {
  const mark = check.state === 'ok' ? page.paint('green', '✓ ok     ') : page.paint('red', '✗ problem');
  const fix = check.fix ? `\n${wrap(page, `→ ${oneLine(check.fix)}`, 12)}` : '';
  return `${mark}   ${page.paint('bold', check.name)}: ${wrap(page, oneLine(check.finding), 12).trimStart()}${fix}`;
}
