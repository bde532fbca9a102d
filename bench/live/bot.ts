import { Bot as Started } from '../../test/bot.ts';

/** A start may take so long on a busy machine, in milliseconds. */
const PATIENCE = 300_000;

/** The real program, started and ended any number of times. */
export class Bot {
  readonly #dataDir: string;
  readonly #env: Record<string, string>;
  #bot: Started | undefined;
  #before = '';

  constructor(dataDir: string, env: Record<string, string>) {
    this.#dataDir = dataDir;
    this.#env = env;
  }

  /** All that it has said on standard error, over all its lives. */
  get said(): string {
    return this.#before + (this.#bot?.said ?? '');
  }

  get pid(): number | undefined {
    return this.#bot?.pid;
  }

  /** Resolves once it is connected, or says what else `ready` waits for. */
  async start(ready = /Hubbub is running/): Promise<void> {
    this.#before = this.said;
    this.#bot = new Started(this.#dataDir, this.#env);
    await this.#bot.says(ready, PATIENCE);
  }

  /** kill -9, or a request to finish what is in hand. Resolves with the exit code. */
  async end(signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM'): Promise<number | null> {
    return (await this.#bot?.stop(signal)) ?? null;
  }
}
