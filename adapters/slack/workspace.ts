import type { webApi } from '@slack/bolt';
import type { Message } from '../../src/message.ts';
import { Channels, type SlackChannel } from './channels.ts';
import { type Log, newClient, newReader } from './clients.ts';
import { Heard } from './heard.ts';
import { History } from './history.ts';
import { isWritten, SlackMessage } from './message.ts';
import { People } from './names.ts';
import { patiently } from './patience.ts';
import { explain, REINSTALL } from './refusal.ts';
import type { SlackNames } from './text.ts';
import { slackPermalink, toMessage } from './to-message.ts';
import { Viewers } from './viewers.ts';

/** Who the bot is in a workspace, as Slack says. */
interface Identity {
  team_id: string;
  team: string;
  url: string;
  user_id: string;
  bot_id: string;
  app_id?: string;
  response_metadata?: { scopes?: string[] };
}

export interface WorkspaceOptions {
  botToken: string;
  apiUrl?: string;
  /** Whether what other bots post is collected. */
  botMessages: boolean;
  log: Log;
  /** Ends waiting. */
  signal: AbortSignal;
}

/** One workspace: what is known of it, and ways to ask for more. Its token is used for nothing else. */
export class SlackWorkspace {
  /** `slack:<team id>`. */
  readonly key: string;
  readonly name: string;
  readonly botUser: string;
  readonly botId: string;
  /** Id of the app that the token belongs to; undefined where Slack did not tell. */
  readonly appId: string | undefined;
  /** The scopes of the token. */
  readonly granted: readonly string[];
  /** Answers people, and so never waits. */
  readonly client: webApi.WebClient;
  readonly channels: Channels;
  readonly people: People;
  readonly viewers: Viewers;
  readonly history: History;
  readonly heard: Heard;
  readonly log: Log;
  readonly #origin: string;
  readonly #botMessages: boolean;
  readonly #signal: AbortSignal;

  /** @throws HubbubError where the token is refused or Slack cannot be reached. */
  static async open(options: WorkspaceOptions): Promise<SlackWorkspace> {
    const client = newClient(options.botToken, options.apiUrl, options.log);
    try {
      const identity = (await client.auth.test()) as unknown as Identity;
      const { bot } = await client.bots.info({ bot: identity.bot_id }).catch(() => ({ bot: undefined }));
      return new SlackWorkspace(client, { ...identity, app_id: bot?.app_id }, options);
    } catch (error) {
      throw explain(error, 'signing in with SLACK_BOT_TOKEN');
    }
  }

  private constructor(client: webApi.WebClient, identity: Identity, options: WorkspaceOptions) {
    const { botToken, apiUrl, log, signal, botMessages } = options;
    this.client = client;
    this.log = log;
    this.key = `slack:${identity.team_id}`;
    this.name = identity.team;
    this.botUser = identity.user_id;
    this.botId = identity.bot_id;
    this.appId = identity.app_id;
    this.granted = identity.response_metadata?.scopes ?? [];
    this.#origin = identity.url.replace(/\/+$/, '');
    this.#botMessages = botMessages;
    this.#signal = signal;
    const reader = newReader(botToken, apiUrl, log);
    this.channels = new Channels(client);
    this.people = new People(reader, signal);
    this.viewers = new Viewers(client, this.channels, this.key);
    this.heard = new Heard((subscription, channel) =>
      log(
        `Slack: messages in #${channel} of ${this.name} arrive late, for the app seems not to be subscribed to ${subscription}. ${REINSTALL}`,
      ),
    );
    this.history = new History(reader, this.key, async (channel, raw) => {
      const messages = await this.convert(channel, raw);
      this.heard.read(channel, messages);
      return messages;
    });
  }

  readonly names: SlackNames = {
    user: (id) => this.people.user(id),
    channel: (id) => this.channels.get(id)?.name,
  };

  /** Whether something that Slack sends is meant for this app. */
  isOurs(body: object | undefined): boolean {
    const { api_app_id } = body as { api_app_id?: string };
    return !this.appId || !api_app_id || api_app_id === this.appId;
  }

  /** Reads the list of the bot's channels, however long Slack makes us wait. */
  async readChannels(): Promise<void> {
    try {
      await patiently(() => this.channels.read(), this.#signal);
    } catch (error) {
      throw explain(error, 'listing the channels of the bot');
    }
  }

  /** The bot has come into a channel. */
  joined(channel: string): Promise<SlackChannel | undefined> {
    return patiently(() => this.channels.add(channel), this.#signal);
  }

  /** The channel of an event; undefined for direct messages, which are none of our business. */
  async channelOf({ channel, channel_type }: Record<string, unknown>): Promise<SlackChannel | undefined> {
    if (typeof channel !== 'string' || channel_type === 'im' || channel_type === 'mpim') return undefined;
    const known = this.channels.get(channel);
    if (known) return known;
    try {
      return await this.channels.add(channel);
    } catch (error) {
      // Its name can wait, what was said cannot; but it has to be sure that it is no direct message.
      if (channel_type !== 'channel' && channel_type !== 'group') throw error;
      return { id: channel, name: '', isPrivate: true };
    }
  }

  /** Slack's messages as ours: those that somebody wrote, other than this bot. */
  async convert(channel: SlackChannel, raw: readonly object[]): Promise<Message[]> {
    const written = raw.flatMap((one) => {
      const message = SlackMessage.safeParse(one).data;
      return message && this.collects(message) ? [message] : [];
    });
    await this.people.learn(written);
    const messages = written.map((m) =>
      toMessage(m, {
        workspace: this.key,
        channel,
        names: this.names,
        permalink: slackPermalink(this.#origin, channel.id, m.ts, m.thread_ts),
      }),
    );
    // A message may lose its text by an edit; one that never had any says nothing.
    return messages.filter(({ text, editedTs }) => text || editedTs);
  }

  /** Whether a message is one to be stored. */
  collects(m: SlackMessage): boolean {
    if (!isWritten(m) || m.user === this.botUser || m.bot_id === this.botId) return false;
    return this.#botMessages || !(m.bot_id || m.subtype === 'bot_message');
  }
}
