import { randomBytes } from 'node:crypto';
import { newId } from './ids.ts';
import { type AppManifest, grantedBy } from './manifest.ts';
import type { SlackChannel, SlackUser } from './model.ts';

export interface TeamOptions {
  name?: string;
  /** What the app was installed with: its scopes, event subscriptions, commands and shortcuts. All there are if left out. */
  manifest?: AppManifest;
}

export interface UserOptions {
  name: string;
  realName?: string;
  displayName?: string;
  kind?: SlackUser['kind'];
  deleted?: boolean;
  admin?: boolean;
  /** The user of an app. */
  bot?: boolean;
}

export interface ChannelOptions {
  name: string;
  kind?: SlackChannel['kind'];
  members?: readonly SlackUser[];
  /** Whether the app's bot is in it; yes if left out. */
  withBot?: boolean;
  archived?: boolean;
}

/** Who and what a workspace consists of, and what the app under test was granted in it. */
export class Directory {
  readonly id = newId('T');
  readonly name: string;
  readonly domain: string;
  readonly appId = newId('A');
  /** For SLACK_BOT_TOKEN. */
  botToken: string;
  /** For SLACK_APP_TOKEN. */
  appToken: string;
  /** For SLACK_SIGNING_SECRET. */
  readonly signingSecret = randomBytes(16).toString('hex');
  /** What the app may do and is told; tests may take a scope or an event away. */
  readonly granted: ReturnType<typeof grantedBy>;
  /** Of the app-level token. */
  readonly appScopes = new Set(['connections:write']);
  readonly users = new Map<string, SlackUser>();
  readonly channels = new Map<string, SlackChannel>();
  /** The user that the app under test acts as. */
  readonly bot: SlackUser;

  constructor({ name = 'Acme', manifest }: TeamOptions = {}) {
    this.name = name;
    this.domain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    this.botToken = `xoxb-${this.id}-${randomBytes(8).toString('hex')}`;
    this.appToken = `xapp-1-${this.appId}-${randomBytes(8).toString('hex')}`;
    this.granted = grantedBy(manifest);
    this.bot = this.addUser({ name: 'hubbub', bot: true });
  }

  /** Somebody who was always there: no event. */
  addUser({ name, kind = 'full', bot, ...options }: UserOptions): SlackUser {
    const user: SlackUser = {
      id: newId('U'),
      teamId: kind === 'stranger' ? newId('T') : this.id,
      name,
      realName: options.realName ?? name,
      displayName: options.displayName ?? name,
      kind,
      deleted: options.deleted ?? false,
      admin: options.admin ?? false,
      ...(bot && { botId: newId('B') }),
    };
    this.users.set(user.id, user);
    return user;
  }

  /** A channel that was always there: no event. */
  addChannel({
    name,
    kind = 'channel',
    members = [],
    withBot = true,
    archived = false,
  }: ChannelOptions): SlackChannel {
    const channel: SlackChannel = {
      id: newId(kind === 'im' ? 'D' : 'C'),
      name,
      kind,
      archived,
      creator: members[0]?.id ?? this.bot.id,
      created: Math.floor(Date.now() / 1000),
      topic: '',
      purpose: '',
      members: new Set(members.map((user) => user.id)),
      messages: [],
    };
    if (withBot) channel.members.add(this.bot.id);
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** Whether the app's bot is in a channel. */
  botIsIn = (channel: SlackChannel): boolean => channel.members.has(this.bot.id);
}
