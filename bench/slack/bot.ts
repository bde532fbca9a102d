import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import type { SlackFake } from '../../test/fakes/slack/slack.ts';
import type { SlackTeam } from '../../test/fakes/slack/team.ts';
import { main } from '../../test/run.ts';

/** Hubbub as operators start it, in a process of its own, with its Slack on loopback. */
export class Bot {
  readonly #slack: SlackFake;
  readonly #team: SlackTeam;
  readonly #dataDir: string;
  #child: ChildProcess | undefined;
  /** The end of what it has said on standard error. */
  said = '';

  constructor(slack: SlackFake, team: SlackTeam, dataDir: string) {
    this.#slack = slack;
    this.#team = team;
    this.#dataDir = dataDir;
  }

  /** Resolves once it is connected. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [main], {
      cwd: tmpdir(),
      env: {
        PATH: process.env.PATH,
        HUBBUB_DATA_DIR: this.#dataDir,
        HUBBUB_EMBEDDER: 'local',
        HUBBUB_LABELLER: 'keywords',
        SLACK_API_URL: this.#slack.url,
        SLACK_BOT_TOKEN: this.#team.botToken,
        SLACK_APP_TOKEN: this.#team.appToken,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-4_000);
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`Hubbub ended with ${code} before it was connected:\n${this.said}`);
    });
    await Promise.race([this.#slack.connected(this.#team), ended]);
    ended.catch(() => {});
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ctrl-C: it finishes what is in hand. Returns the exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGINT');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exit = once(child, 'exit');
    child.kill(signal);
    return (await exit)[0] as number | null;
  }
}
