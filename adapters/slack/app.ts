import { App, HTTPReceiver } from '@slack/bolt';
import type { SlackTokens } from '../../src/config/slack.ts';
import type { Host } from '../adapter.ts';
import { type Log, sdkLogger, timely } from './clients.ts';
import { answerPeople } from './commands.ts';
import { receiveEvents } from './receive.ts';
import { inWords } from './refusal.ts';
import { Socket } from './socket.ts';
import type { SlackWorkspace } from './workspace.ts';

/**
 * How often the last minutes of each channel are read again, in milliseconds: less than the ten minutes that reading
 * after a gap goes back, so that whatever Slack failed to tell is found.
 */
const REREAD = 8 * 60_000;
/** So long after an event that came late they are read again as well, in milliseconds: others will have come by then. */
const DOUBT = 3_000;
/** A stop waits so long for what is in hand, in milliseconds. */
const PATIENCE = 5_000;

/** The SDK's app of one workspace: what it receives goes to the host, whom it answers are people. */
export class SlackApp {
  readonly workspace: SlackWorkspace;
  /** Takes requests where the workspace is connected by HTTP. */
  readonly http?: HTTPReceiver;
  readonly #socket?: Socket;
  readonly #host: Host;
  readonly #log: Log;
  readonly #inHand = new Set<Promise<unknown>>();
  #rereading: NodeJS.Timeout | undefined;
  #doubting: NodeJS.Timeout | undefined;

  constructor(
    workspace: SlackWorkspace,
    { botToken, appToken, signingSecret }: SlackTokens,
    host: Host,
    { apiUrl, log }: { apiUrl?: string; log: Log },
  ) {
    this.workspace = workspace;
    this.#host = host;
    this.#log = log;
    const logger = sdkLogger(log);
    if (appToken) this.#socket = new Socket({ appToken, apiUrl, log, onConnected: () => this.#catchUp() });
    else this.http = new HTTPReceiver({ signingSecret: signingSecret!, logger });
    const app = new App({
      receiver: this.#socket?.receiver ?? this.http!,
      clientOptions: { ...(apiUrl && { slackApiUrl: apiUrl }), retryConfig: { retries: 0 }, fetch: timely() },
      authorize: async (_, body) => {
        if (!workspace.isOurs(body))
          throw new Error(`it is of another app than the token of ${workspace.name}`);
        return { botToken, botId: workspace.botId, botUserId: workspace.botUser };
      },
      ignoreSelf: false, // what the bot itself posts is left out in one place, with the rest
      convoStore: false,
      logger,
    });
    app.use(async ({ next, context }) => {
      if (context.retryNum) this.#doubt();
      return this.#track(next());
    });
    app.error(async (error) =>
      log(
        inWords(
          'original' in error && error.original ? error.original : error,
          `answering ${workspace.name}`,
        ),
      ),
    );
    receiveEvents(app, workspace, host);
    answerPeople(app, workspace, host);
  }

  /** @throws HubbubError where the app-level token is refused. */
  async start(): Promise<void> {
    const { people, channels, name } = this.workspace;
    // Names that are not known by now are asked for one by one.
    await people.list().catch(() => {});
    await this.workspace.readChannels();
    await this.#socket?.start();
    if (!this.#socket) this.#catchUp();
    this.#rereading = setInterval(() => this.#reread(), REREAD).unref();
    const count = channels.all.length;
    this.#log(
      count > 0
        ? `Slack: connected to ${name}, reading ${count === 1 ? '1 channel' : `${count} channels`}.`
        : `Slack: connected to ${name}. Invite the bot into a channel: /invite @hubbub`,
    );
  }

  async stop(): Promise<void> {
    clearInterval(this.#rereading);
    clearTimeout(this.#doubting);
    await this.#socket?.stop();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PATIENCE);
    await Promise.race([Promise.allSettled(this.#inHand), promise]);
    clearTimeout(timer);
  }

  /** Slack tells again what was not acknowledged in time: it may have been taken back since, and that have got lost. */
  #doubt(): void {
    this.#doubting ??= setTimeout(() => {
      this.#doubting = undefined;
      this.#reread();
    }, DOUBT).unref();
  }

  /** Unless Slack allows so few requests that gaps and histories need them all. */
  #reread(): void {
    if (!this.workspace.history.tight) this.#catchUp();
  }

  /** What is known is asked for at once, before events of after the gap arrive; then what has come meanwhile. */
  #catchUp(): void {
    const { channels, history } = this.workspace;
    const known = new Set(channels.all.map(({ id }) => id));
    for (const channel of channels.all) this.#host.catchUp(history.source(channel));
    const work = this.workspace.readChannels().then(() => {
      for (const channel of channels.all)
        if (!known.has(channel.id)) this.#host.catchUp(history.source(channel));
    });
    this.#track(work).catch((error) => this.#log(inWords(error, 'listing channels')));
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#inHand.add(work);
    const done = () => this.#inHand.delete(work);
    work.then(done, done);
    return work;
  }
}
