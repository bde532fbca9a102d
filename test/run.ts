import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs the real program as a child process, as somebody at a shell without a terminal would.
 *
 * @param onStderr called with all that standard error has said so far, and the child's process id
 */
export function hubbub(
  dataDir: string,
  args: readonly string[],
  { env = {}, onStderr }: { env?: Record<string, string>; onStderr?(said: string, pid: number): void } = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...args], {
    // Elsewhere than in the project, so that nobody's .env takes part.
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, TZ: 'UTC', HUBBUB_DATA_DIR: dataDir, HUBBUB_WEB_PORT: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      if (name === 'stderr') onStderr?.(said.stderr, child.pid!);
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
