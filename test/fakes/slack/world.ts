import { randomUUID } from 'node:crypto';
import { type ChannelOptions, Directory, type TeamOptions, type UserOptions } from './directory.ts';
import { channelType, type SlackEvent } from './events.ts';
import { newTs } from './ids.ts';
import { botProfile, channelJson, newFile, userJson } from './json.ts';
import type { Posted, SlackChannel, SlackMessage, SlackUser } from './model.ts';
import { countReplies, cut, find, insert, isReply, replace, repliesOf } from './timeline.ts';

export interface PostOptions {
  /** When, in milliseconds since the epoch; now if left out. */
  at?: number;
  /** The message was there before: no event. */
  quiet?: boolean;
  /** Any message of the thread that this one answers in. */
  thread?: Posted;
  /** A reply that is also sent to the channel. */
  broadcast?: boolean;
  /** Titles of files that are shared with it. */
  files?: readonly string[];
  /** Posted by an incoming webhook under this name: `bot_message`, without a user. */
  webhook?: string;
  blocks?: SlackMessage['blocks'];
  attachments?: SlackMessage['attachments'];
  subtype?: 'me_message';
  metadata?: SlackMessage['metadata'];
}

/** What happens in a workspace. Each change is true at once, and is told to the app as Slack would tell it. */
export class World extends Directory {
  readonly #emit: (event: SlackEvent) => void;

  constructor(emit: (event: SlackEvent) => void, options?: TeamOptions) {
    super(options);
    this.#emit = emit;
  }

  /** Somebody writes into a channel. `text` is mrkdwn as Slack keeps it: `&`, `<` and `>` of people are escaped. */
  post(channel: SlackChannel, user: SlackUser, text: string, options: PostOptions = {}): Posted {
    const { thread, broadcast, files, webhook, at, quiet, ...rest } = options;
    const parent = thread && find(channel, find(channel, thread.ts)?.thread_ts ?? thread.ts);
    const subtype = webhook
      ? 'bot_message'
      : broadcast
        ? 'thread_broadcast'
        : files
          ? 'file_share'
          : undefined;
    const message: SlackMessage = {
      type: 'message',
      ...(subtype && { subtype }),
      ...this.#author(user, webhook),
      text,
      ts: newTs(at),
      ...rest,
      ...(files && { files: files.map((title) => newFile(this, user, title)), upload: true }),
      ...(parent && { thread_ts: parent.ts, ...(parent.user && { parent_user_id: parent.user }) }),
    };
    insert(channel, message);
    if (parent) countReplies(channel, parent.ts);
    if (quiet) return { channel, ts: message.ts };
    const root = broadcast && parent ? find(channel, parent.ts) : undefined;
    this.#tell(channel, { ...message, ...(root && { root }) });
    if (text.includes(`<@${this.bot.id}>`)) this.#tell(channel, { ...message, type: 'app_mention' });
    return { channel, ts: message.ts };
  }

  /** A message as Slack has it now; undefined once it was deleted. */
  find({ channel, ts }: Posted): SlackMessage | undefined {
    return find(channel, ts);
  }

  /** Answers in the thread of a message. */
  reply(to: Posted, user: SlackUser, text: string, options: Omit<PostOptions, 'thread'> = {}): Posted {
    return this.post(to.channel, user, text, { ...options, thread: to });
  }

  /** The author changes the text: `message_changed`. */
  edit({ channel, ts }: Posted, text: string, blocks?: SlackMessage['blocks']): void {
    const old = this.#get(channel, ts);
    const { blocks: _, ...bare } = old;
    const edited = { user: old.user ?? '', ts: newTs() };
    this.#change(channel, old, { ...bare, text, ...(blocks && { blocks }), edited });
  }

  /** Slack adds the preview of a link: `message_changed` without an edit. */
  unfurl({ channel, ts }: Posted, preview: { title: string; text: string; from_url: string }): void {
    const old = this.#get(channel, ts);
    const attachment = { id: 1, fallback: preview.title, title_link: preview.from_url, ...preview };
    this.#change(channel, old, { ...old, attachments: [...(old.attachments ?? []), attachment] });
  }

  /** Takes a message away. The first one of a thread that has replies leaves a tombstone, as in Slack. */
  delete({ channel, ts }: Posted): void {
    const old = this.#get(channel, ts);
    if (!isReply(old) && repliesOf(channel, ts).length > 0) {
      const { blocks: _, attachments: __, files: ___, client_msg_id: ____, ...bare } = old;
      const text = 'This message was deleted.';
      this.#change(channel, old, { ...bare, subtype: 'tombstone', text, user: 'USLACKBOT', hidden: true });
      return;
    }
    cut(channel, ts);
    if (isReply(old)) countReplies(channel, old.thread_ts!);
    const event = { subtype: 'message_deleted', hidden: true, deleted_ts: ts, previous_message: old };
    this.#tell(channel, { type: 'message', ts: newTs(), ...event });
  }

  join(channel: SlackChannel, user: SlackUser, inviter?: SlackUser): void {
    channel.members.add(user.id);
    const event = { user: user.id, channel: channel.id, channel_type: letterOf(channel), team: this.id };
    this.#emit({
      type: 'member_joined_channel',
      ...event,
      ...(inviter && { inviter: inviter.id }),
      event_ts: newTs(),
    });
    this.#notice(channel, user, 'channel_join', `<@${user.id}> has joined the channel`, {
      ...(inviter && { inviter: inviter.id }),
    });
  }

  /** Leaves, or is taken out of, a channel. */
  leave(channel: SlackChannel, user: SlackUser, actor = user): void {
    if (user === this.bot) {
      channel.members.delete(user.id);
      const type = channel.kind === 'channel' ? 'channel_left' : 'group_left';
      this.#emit({ type, channel: channel.id, actor_id: actor.id, event_ts: newTs() });
      return;
    }
    const event = { user: user.id, channel: channel.id, channel_type: letterOf(channel), team: this.id };
    this.#emit({ type: 'member_left_channel', ...event, event_ts: newTs() });
    this.#notice(channel, user, 'channel_leave', `<@${user.id}> has left the channel`);
    channel.members.delete(user.id);
  }

  /** A channel comes into being; `addChannel` is for those that were always there. */
  create(creator: SlackUser, options: Omit<ChannelOptions, 'archived'>): SlackChannel {
    const channel = this.addChannel({
      ...options,
      members: [creator, ...(options.members ?? [])],
      withBot: false,
    });
    const { id, name, created } = channel;
    if (channel.kind === 'channel') {
      const event = {
        type: 'channel_created',
        channel: { ...channelJson(this, channel), id, name, created },
      };
      this.#emit({ ...event, event_ts: newTs() });
    }
    if (options.withBot) this.join(channel, this.bot, creator);
    return channel;
  }

  rename(channel: SlackChannel, user: SlackUser, name: string): void {
    const old_name = channel.name;
    channel.name = name;
    const type = channel.kind === 'channel' ? 'channel_rename' : 'group_rename';
    const described = { id: channel.id, name, name_normalized: name, created: channel.created };
    this.#emit({ type, channel: described, event_ts: newTs() });
    const text = `has renamed the channel from "${old_name}" to "${name}"`;
    this.#notice(channel, user, 'channel_name', text, { old_name, name });
  }

  archive(channel: SlackChannel, user: SlackUser): void {
    channel.archived = true;
    const type = channel.kind === 'channel' ? 'channel_archive' : 'group_archive';
    this.#emit({ type, channel: channel.id, user: user.id, event_ts: newTs() });
  }

  /** A public channel becomes private. Slack tells it by a notice in the channel, under the same id. */
  makePrivate(channel: SlackChannel, user: SlackUser): void {
    channel.kind = 'private';
    this.#notice(channel, user, 'channel_convert_to_private', 'made this channel *private*');
  }

  /** Somebody new: `team_join`; `addUser` is for those who were always there. */
  welcome(options: UserOptions): SlackUser {
    const user = this.addUser(options);
    this.#emit({ type: 'team_join', user: userJson(this, user), event_ts: newTs() });
    return user;
  }

  /** Somebody gets another name, becomes a guest, or is deactivated: `user_change`. */
  change(user: SlackUser, changes: Partial<Omit<SlackUser, 'id' | 'botId'>>): void {
    Object.assign(user, changes);
    this.#emit({ type: 'user_change', user: userJson(this, user), cache_ts: 0, event_ts: newTs() });
  }

  /** Slack's own lines in a channel, such as who joined. */
  #notice(
    channel: SlackChannel,
    user: SlackUser,
    subtype: string,
    text: string,
    extra: Partial<SlackMessage> = {},
  ) {
    const notice: SlackMessage = { type: 'message', subtype, user: user.id, text, ts: newTs(), ...extra };
    insert(channel, notice);
    this.#tell(channel, notice);
  }

  #author(user: SlackUser, webhook: string | undefined): Partial<SlackMessage> {
    if (webhook) return { bot_id: user.botId ?? 'B0WEBHOOK', username: webhook };
    const { id, botId } = user;
    if (!botId) return { user: id, client_msg_id: randomUUID(), team: this.id };
    const profile = botProfile(this, user);
    return { user: id, bot_id: botId, app_id: profile.app_id, bot_profile: profile, team: this.id };
  }

  #get(channel: SlackChannel, ts: string): SlackMessage {
    const message = find(channel, ts);
    if (!message) throw new Error(`There is no message ${ts} in #${channel.name}.`);
    return message;
  }

  #change(channel: SlackChannel, previous: SlackMessage, message: SlackMessage): void {
    replace(channel, message);
    const event = { subtype: 'message_changed', hidden: true, message, previous_message: previous };
    this.#tell(channel, { type: 'message', ts: newTs(), ...event });
  }

  #tell(channel: SlackChannel, message: { type: string; ts: string }): void {
    this.#emit({ ...message, channel: channel.id, channel_type: channelType(channel), event_ts: message.ts });
  }
}

const letterOf = ({ kind }: SlackChannel) => (kind === 'channel' ? 'C' : 'G');
