import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { until } from './fakes/slack/until.ts';
import { main } from './run.ts';

const preload = fileURLToPath(new URL('./loopback-only.ts', import.meta.url));

/** The real program, serving platforms in a process of its own that cannot leave this machine. */
export class Bot {
  /** What it has said on standard error. */
  said = '';
  readonly #child;

  constructor(dataDir: string, env: Record<string, string>) {
    this.#child = spawn(process.execPath, ['--import', preload, main], {
      // Elsewhere than in the project, so that nobody's .env takes part.
      cwd: tmpdir(),
      env: {
        PATH: process.env.PATH,
        HUBBUB_DATA_DIR: dataDir,
        HUBBUB_EMBEDDER: 'local',
        HUBBUB_LABELLER: 'keywords',
        HUBBUB_WEB_PORT: 'off',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves with what `pattern` finds once it has been said. */
  async says(pattern: RegExp, ms = 60_000): Promise<RegExpExecArray> {
    return until(
      () => {
        if (this.#child.exitCode !== null) throw new Error(`It has ended: ${this.said}`);
        return pattern.exec(this.said);
      },
      `It did not say ${pattern}, but: ${this.said}`,
      ms,
    );
  }

  /** Asks it to stop. Resolves with its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill(signal);
      await once(this.#child, 'exit');
    }
    return this.#child.exitCode;
  }
}
