import { createInterface } from 'node:readline/promises';
import type { Reply } from '../../src/commands/reply.ts';

/** Reads a line at a time and shows the answers, until /quit, the end of input (Ctrl-D), Ctrl-C or `signal`. */
export async function prompt(
  answer: (line: string) => Promise<Reply>,
  show: (reply: Reply) => void,
  signal: AbortSignal,
): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '\n> ' });
  const close = () => lines.close();
  signal.addEventListener('abort', close);
  lines.on('SIGINT', close);
  try {
    lines.prompt();
    for await (const line of lines) {
      if (['/quit', '/exit', 'quit', 'exit'].includes(line.trim())) break;
      if (line.trim() !== '') show(await answer(line));
      lines.prompt();
    }
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** Asks a question on standard error; only `y` or `yes` agrees. */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return /^y(es)?$/i.test((await Promise.race([lines.question(`${question} (y/N) `), closed])).trim());
  } finally {
    lines.close();
  }
}
