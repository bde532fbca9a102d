import type { APIMessage, APIOverwrite, APIUser, ChannelType } from 'discord-api-types/v10';

/** A person or a bot, as far as one guild knows them. */
export interface DiscordMember {
  readonly user: APIUser;
  nick: string | null;
  /** Ids of roles; everyone has `@everyone` besides. */
  readonly roles: Set<string>;
}

export interface DiscordRole {
  readonly id: string;
  name: string;
  permissions: bigint;
}

/** A channel or a thread, with all that was posted. */
export interface DiscordChannel {
  readonly id: string;
  readonly type: ChannelType;
  name: string;
  /** The channel that a thread belongs to. */
  readonly parent?: DiscordChannel;
  overwrites: APIOverwrite[];
  /** Oldest first. */
  readonly messages: APIMessage[];
  /** Set on threads. */
  thread?: { ownerId: string; archived: boolean; archivedAt: number; readonly members: Set<string> };
}

/** Where a posted message is found again. */
export interface Posted {
  channel: DiscordChannel;
  id: string;
}
