import { fileURLToPath } from 'node:url';
import type { Layout, Terminal } from '../../src/cli/terminal.ts';
import type { Reply } from '../../src/commands/reply.ts';
import { harmless, harmlessJson } from './harmless.ts';
import { htmlOf } from './html.ts';
import { markdownOf } from './markdown.ts';
import { pageOf } from './page.ts';
import { startProgress } from './progress.ts';
import { confirm, prompt } from './prompt.ts';
import { render } from './render.ts';

/** A made-up workspace to try things on, as JSONL. */
export const sampleFile = fileURLToPath(new URL('./sample.jsonl', import.meta.url));

const layouts: Record<Layout, (reply: Reply) => string> = {
  text: (reply) => render(reply, pageOf(process.stdout)),
  markdown: markdownOf,
  html: htmlOf,
};

/**
 * The terminal this process runs in: answers on standard output, everything else on standard error.
 *
 * @example
 * const terminal = openTerminal();
 * terminal.show(await runCommand(hubbub, operator(workspace), '/topics'));
 */
export function openTerminal(): Terminal {
  // Whoever reads may stop reading (`| head`): that is no failure.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  const errors = pageOf(process.stderr);
  let shown = 0;
  const terminal: Terminal = {
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    show(reply, layout = 'text') {
      const text = layouts[layout](reply);
      process.stdout.write(shown++ > 0 ? `\n${text}` : text);
    },
    json: (value) => void process.stdout.write(`${harmlessJson(value)}\n`),
    note: (text) => void process.stderr.write(`${errors.paint('dim', harmless(text))}\n`),
    fail(what, fix) {
      process.stderr.write(`${errors.paint('red', '✗')} ${harmless(what)}\n`);
      if (fix) process.stderr.write(`  ${harmless(fix)}\n`);
    },
    progress: (label) => startProgress(label, process.stderr, errors),
    confirm: (question) => (terminal.interactive ? confirm(harmless(question)) : Promise.resolve(false)),
    prompt: (answer, signal) => prompt(answer, terminal.show, signal),
  };
  return terminal;
}
