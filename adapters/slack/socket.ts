import { setTimeout as wait } from 'node:timers/promises';
import { SocketModeReceiver } from '@slack/bolt';
import { type Log, sdkLogger } from './clients.ts';
import { explain, inWords, platformError } from './refusal.ts';

const DOING = 'connecting to Socket Mode with SLACK_APP_TOKEN';
/** Waits between tries to connect, in milliseconds; the last one repeats. */
const PAUSES = [0, 500, 1_000, 2_000, 5_000, 15_000, 30_000];
/** A connection that ends sooner, in milliseconds, is a failure as well: the next is waited for a little, up to two seconds. */
const BRIEF = 10_000;
/** How long Slack may take to say hello, in milliseconds. */
const HELLO = 20_000;
/** Errors that no waiting mends. */
const FINAL = new Set([
  'not_authed',
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
]);

export interface SocketOptions {
  appToken: string;
  apiUrl?: string;
  log: Log;
  /** It is connected, for the first time or again: events between were missed. */
  onConnected(): void;
}

/**
 * Socket Mode that comes back by itself. The SDK would, too, but it waits five seconds, and an error while it connects
 * anew goes unhandled and ends the process.
 */
export class Socket {
  readonly receiver: SocketModeReceiver;
  readonly #log: Log;
  readonly #onConnected: () => void;
  readonly #stopping = new AbortController();
  #connecting: Promise<void> | undefined;
  #connected = false;
  #connectedAt = 0;
  #brief = 0;

  constructor({ appToken, apiUrl, log, onConnected }: SocketOptions) {
    this.#log = log;
    this.#onConnected = onConnected;
    this.receiver = new SocketModeReceiver({
      appToken,
      logger: sdkLogger(() => {}), // what goes wrong is told below, in our words
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: {
          ...(apiUrl && { slackApiUrl: apiUrl }),
          retryConfig: { retries: 0 },
          timeout: 15_000,
          rejectRateLimitedCalls: true,
        },
      },
      // Slack sends again what could not be acknowledged.
      processEventErrorHandler: async () => false,
    });
    this.receiver.client.on('disconnected', () => {
      if (!this.#connected) return;
      this.#connected = false;
      this.#brief = Date.now() - this.#connectedAt < BRIEF ? this.#brief + 1 : 0;
      this.#connect().catch((error) => {
        if (!this.#stopping.signal.aborted)
          this.#log(`${inWords(error, DOING)} Hubbub stays disconnected until it is started anew.`);
      });
    });
  }

  /** @throws HubbubError where Slack refuses for good, or cannot be reached at first. */
  async start(): Promise<void> {
    await this.#connect(1);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#connected = false;
    // It never resolves where there is no socket to close.
    await Promise.race([this.receiver.client.disconnect(), wait(1_000)]).catch(() => {});
    await this.#connecting?.catch(() => {});
  }

  #connect(tries = Number.POSITIVE_INFINITY): Promise<void> {
    this.#connecting = this.#tryToConnect(tries);
    return this.#connecting;
  }

  async #tryToConnect(tries: number): Promise<void> {
    for (let failures = 0; ; failures++) {
      const pause = PAUSES[Math.min(failures + Math.min(this.#brief, 3), PAUSES.length - 1)]!;
      await wait(pause, undefined, { signal: this.#stopping.signal });
      try {
        await this.#open();
        this.#connected = true;
        this.#connectedAt = Date.now();
        return this.#onConnected();
      } catch (error) {
        const name = platformError(error) ?? '';
        if (FINAL.has(name) || failures + 1 >= tries) throw explain(error, DOING);
        if (failures === 3) this.#log(`${inWords(error, DOING)} Trying again until it works.`);
      }
    }
  }
  /** Connects, or gives up where Slack takes too long to say hello. */
  async #open(): Promise<void> {
    const { client } = this.receiver;
    const late = setTimeout(() => client.disconnect().catch(() => {}), HELLO);
    try {
      await client.start();
    } finally {
      clearTimeout(late);
    }
  }
}
