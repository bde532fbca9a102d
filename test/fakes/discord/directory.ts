import {
  type APIOverwrite,
  type APIUser,
  ChannelType,
  OverwriteType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import type { DiscordChannel, DiscordMember, DiscordRole } from './model.ts';
import { newId } from './snowflake.ts';

export interface MemberOptions {
  name: string;
  /** Display name over all guilds. */
  globalName?: string;
  nick?: string;
  roles?: readonly DiscordRole[];
  bot?: boolean;
}

export interface ChannelOptions {
  name: string;
  type?: ChannelType;
  /** Only who has one of these roles or is one of these members sees it. */
  only?: readonly (DiscordRole | DiscordMember)[];
}

export interface ThreadOptions {
  name: string;
  by: DiscordMember;
  private?: boolean;
  archived?: boolean;
  members?: readonly DiscordMember[];
  /** The message that it begins at: then it has that message's id. */
  from?: string;
}

const { ViewChannel, ReadMessageHistory, SendMessages, AttachFiles, UseApplicationCommands } =
  PermissionFlagsBits;

/** Who and what there is in a guild. What is added here was always there: nobody is told. */
export class Directory {
  readonly id = newId();
  readonly name: string;
  readonly roles = new Map<string, DiscordRole>();
  readonly members = new Map<string, DiscordMember>();
  readonly channels = new Map<string, DiscordChannel>();
  readonly bot: DiscordMember;
  ownerId: string;
  /** Where Discord itself says who has come. */
  systemChannel: DiscordChannel | undefined;

  constructor(name: string, bot: APIUser) {
    this.name = name;
    const permissions =
      ViewChannel | ReadMessageHistory | SendMessages | AttachFiles | UseApplicationCommands;
    this.roles.set(this.id, { id: this.id, name: '@everyone', permissions });
    this.bot = { user: bot, nick: null, roles: new Set() };
    this.members.set(bot.id, this.bot);
    this.ownerId = this.addMember({ name: 'owner' }).user.id;
  }

  get everyone(): DiscordRole {
    return this.roles.get(this.id)!;
  }

  addRole(name: string, permissions = 0n): DiscordRole {
    const role = { id: newId(), name, permissions };
    this.roles.set(role.id, role);
    return role;
  }

  addMember({ name, globalName, nick, roles = [], bot }: MemberOptions): DiscordMember {
    const user = {
      id: newId(),
      username: name,
      discriminator: '0',
      global_name: globalName ?? null,
      avatar: null,
    };
    const member = {
      user: { ...user, ...(bot && { bot }) },
      nick: nick ?? null,
      roles: new Set(roles.map(({ id }) => id)),
    };
    this.members.set(user.id, member);
    return member;
  }

  addChannel({ name, type = ChannelType.GuildText, only }: ChannelOptions): DiscordChannel {
    const channel = { id: newId(), type, name, overwrites: only ? this.#only(only) : [], messages: [] };
    this.channels.set(channel.id, channel);
    return channel;
  }

  addThread(parent: DiscordChannel, options: ThreadOptions): DiscordChannel {
    const { name, by, archived = false, members = [], from } = options;
    const announced = parent.type === ChannelType.GuildAnnouncement;
    const open = announced ? ChannelType.AnnouncementThread : ChannelType.PublicThread;
    const thread: DiscordChannel = {
      id: from ?? newId(),
      type: options.private ? ChannelType.PrivateThread : open,
      name,
      parent,
      overwrites: [],
      messages: [],
      thread: {
        ownerId: by.user.id,
        archived,
        archivedAt: Date.now(),
        members: new Set([by, ...members].map(({ user }) => user.id)),
      },
    };
    this.channels.set(thread.id, thread);
    return thread;
  }

  #only(allowed: readonly (DiscordRole | DiscordMember)[]): APIOverwrite[] {
    const view = String(ViewChannel);
    const hidden = { id: this.id, type: OverwriteType.Role, allow: '0', deny: view };
    return [
      hidden,
      ...allowed.map((one) =>
        'user' in one
          ? { id: one.user.id, type: OverwriteType.Member, allow: view, deny: '0' }
          : { id: one.id, type: OverwriteType.Role, allow: view, deny: '0' },
      ),
    ];
  }
}
