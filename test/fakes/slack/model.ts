import type { types } from '@slack/bolt';

export type BotProfile = NonNullable<types.GenericMessageEvent['bot_profile']>;

/** A person or a bot of a workspace. */
export interface SlackUser {
  readonly id: string;
  teamId: string;
  name: string;
  realName: string;
  displayName: string;
  /** `guest` is a multi-channel guest, `single-channel-guest` one of one channel, `stranger` somebody of another workspace. */
  kind: 'full' | 'guest' | 'single-channel-guest' | 'stranger';
  deleted: boolean;
  admin: boolean;
  /** Set where it is the user of an app: its bot id. */
  botId?: string;
}

/** A channel, a private channel or a direct conversation, with all that was posted. */
export interface SlackChannel {
  readonly id: string;
  name: string;
  kind: 'channel' | 'private' | 'im' | 'mpim';
  archived: boolean;
  creator: string;
  /** Seconds since the epoch. */
  created: number;
  topic: string;
  purpose: string;
  /** Ids of users. */
  readonly members: Set<string>;
  /** Oldest first. */
  readonly messages: SlackMessage[];
}

/** A file as it travels inside a message. */
export interface SlackFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  size: number;
  user: string;
  created: number;
  mode: 'hosted';
  url_private: string;
  permalink: string;
}

/** A message in Slack's own JSON, as history returns it and events carry it. */
export interface SlackMessage {
  type: 'message';
  subtype?: string;
  ts: string;
  text: string;
  user?: string;
  team?: string;
  client_msg_id?: string;
  bot_id?: string;
  app_id?: string;
  bot_profile?: BotProfile;
  username?: string;
  blocks?: (types.KnownBlock | types.Block)[];
  attachments?: types.MessageAttachment[];
  files?: SlackFile[];
  upload?: boolean;
  edited?: { user: string; ts: string };
  thread_ts?: string;
  parent_user_id?: string;
  reply_count?: number;
  reply_users?: string[];
  reply_users_count?: number;
  latest_reply?: string;
  root?: SlackMessage;
  /** Shown only to those who ask for it. */
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  inviter?: string;
  hidden?: boolean;
  name?: string;
  old_name?: string;
}

/** Where a posted message is found again. */
export interface Posted {
  channel: SlackChannel;
  ts: string;
}
