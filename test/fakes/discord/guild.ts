import {
  type APIEmbed,
  type APIMessage,
  type APIMessageSnapshot,
  ChannelType,
  GatewayIntentBits,
  MessageReferenceType,
  MessageType,
} from 'discord-api-types/v10';
import { type ChannelOptions, Directory, type ThreadOptions } from './directory.ts';
import type { DiscordFake } from './discord.ts';
import type { Interaction } from './interaction.ts';
import { Interactions } from './interactions.ts';
import { channelJson, guildJson, memberJson, roleJson } from './json.ts';
import type { DiscordChannel, DiscordMember, DiscordRole, Posted } from './model.ts';
import { sees } from './permissions.ts';
import { byAge, newId, timeOf } from './snowflake.ts';
import { type TrueMessage, truth } from './truth.ts';

export interface PostOptions {
  /** When, in milliseconds since the epoch; now if left out. */
  at?: number;
  /** The message was there before: no event. */
  quiet?: boolean;
  /** The message that this one answers. */
  replyTo?: Posted;
  /** The message that this one passes on. */
  forward?: Posted;
  embeds?: APIEmbed[];
  components?: APIMessage['components'];
  flags?: APIMessage['flags'];
  /** Names of files. */
  files?: readonly string[];
  mentions?: readonly DiscordMember[];
  type?: MessageType;
}

/**
 * One guild that the bot is in. Its methods are what people do in Discord; they come to the app as events and
 * interactions, as far as the bot may see them.
 *
 * @example
 * const guild = discord.addGuild('Acme');
 * const ada = guild.addMember({ name: 'ada' });
 * const general = guild.addChannel({ name: 'general' });
 * guild.post(general, ada, 'The build is red again');
 * const asked = await guild.command(ada, general, 'topics', { since: '7d' });
 * const reply = await asked.reply();
 */
export class DiscordGuild extends Directory {
  readonly #fake: DiscordFake;
  readonly #interactions: Interactions;

  constructor(fake: DiscordFake, name: string) {
    super(name, fake.bot);
    this.#fake = fake;
    this.#interactions = new Interactions(fake, this);
  }

  post(channel: DiscordChannel, author: DiscordMember, content: string, options: PostOptions = {}): Posted {
    const id = newId(options.at);
    const message = this.#message(channel, author, id, content, options);
    insert(channel, message);
    if (!options.quiet) this.#tell(channel, 'MESSAGE_CREATE', this.#withMembers(message));
    return { channel, id };
  }

  reply(
    to: Posted,
    author: DiscordMember,
    content: string,
    options: Omit<PostOptions, 'replyTo'> = {},
  ): Posted {
    return this.post(to.channel, author, content, { ...options, replyTo: to });
  }

  /** Somebody writes to the bot alone: told only to who wants direct messages. */
  whisper({ user }: DiscordMember, content: string): void {
    const channel_id = newId();
    const message = {
      id: newId(),
      type: MessageType.Default,
      channel_id,
      author: user,
      content,
      timestamp: new Date().toISOString(),
      edited_timestamp: null,
      tts: false,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      attachments: [],
      embeds: [],
      pinned: false,
    };
    this.#emit(GatewayIntentBits.DirectMessages, 'MESSAGE_CREATE', message);
  }

  /** A message as Discord has it now; undefined once it was deleted. */
  find({ channel, id }: Posted): APIMessage | undefined {
    return channel.messages[indexOf(channel, id)];
  }

  edit(posted: Posted, content: string, components?: APIMessage['components']): void {
    const edited_timestamp = new Date().toISOString();
    this.#change(posted, { content, edited_timestamp, ...(components && { components }) });
  }

  /** Discord adds the preview of a link: an update without an edit. */
  unfurl(posted: Posted, embed: APIEmbed): void {
    this.#change(posted, { embeds: [embed] });
  }

  delete({ channel, id }: Posted): void {
    const at = indexOf(channel, id);
    if (at < 0) return;
    channel.messages.splice(at, 1);
    this.#tell(channel, 'MESSAGE_DELETE', { id, channel_id: channel.id, guild_id: this.id });
  }

  /** Takes several messages of a channel away at once, as moderators and bots do. */
  deleteBulk(channel: DiscordChannel, ids: readonly string[]): void {
    for (const id of ids) channel.messages.splice(indexOf(channel, id), 1);
    this.#tell(channel, 'MESSAGE_DELETE_BULK', { ids, channel_id: channel.id, guild_id: this.id });
  }

  createChannel(options: ChannelOptions): DiscordChannel {
    const channel = this.addChannel(options);
    this.#emit(GatewayIntentBits.Guilds, 'CHANNEL_CREATE', channelJson(this, channel));
    return channel;
  }

  renameChannel(channel: DiscordChannel, name: string): void {
    channel.name = name;
    this.#updated(channel);
  }

  /** From now on only these see the channel. */
  restrict(channel: DiscordChannel, only: readonly (DiscordRole | DiscordMember)[]): void {
    const { overwrites } = this.addChannel({ name: 'restricted', only });
    this.channels.delete([...this.channels.keys()].at(-1)!);
    channel.overwrites = overwrites;
    this.#updated(channel);
  }

  /** With its messages and threads. */
  deleteChannel(channel: DiscordChannel): void {
    const json = channelJson(this, channel);
    const kind = channel.thread ? 'THREAD_DELETE' : 'CHANNEL_DELETE';
    const told = sees(this, channel, this.bot) || !channel.thread;
    for (const one of this.channels.values())
      if (one === channel || one.parent === channel) this.channels.delete(one.id);
    const { id, parent, type } = channel;
    const short = { id, guild_id: this.id, parent_id: parent?.id, type };
    if (told) this.#emit(GatewayIntentBits.Guilds, kind, channel.thread ? short : json);
  }

  createThread(parent: DiscordChannel, options: ThreadOptions): DiscordChannel {
    const thread = this.addThread(parent, options);
    if (sees(this, thread, this.bot))
      this.#emit(GatewayIntentBits.Guilds, 'THREAD_CREATE', {
        ...channelJson(this, thread),
        newly_created: true,
      });
    return thread;
  }

  archive(thread: DiscordChannel, archived = true): void {
    thread.thread!.archived = archived;
    thread.thread!.archivedAt = Date.now();
    if (sees(this, thread, this.bot))
      this.#emit(GatewayIntentBits.Guilds, 'THREAD_UPDATE', channelJson(this, thread));
  }

  /** Somebody comes into a thread. Without the members intent a bot is told of nobody but itself. */
  joinThread(thread: DiscordChannel, member: DiscordMember): void {
    thread.thread!.members.add(member.user.id);
    if (member === this.bot) this.#emit(GatewayIntentBits.Guilds, 'THREAD_CREATE', channelJson(this, thread));
  }

  leaveThread(thread: DiscordChannel, member: DiscordMember): void {
    thread.thread!.members.delete(member.user.id);
  }

  /** Told only to bots with the members intent. */
  setRoles(member: DiscordMember, roles: readonly DiscordRole[]): void {
    member.roles.clear();
    for (const { id } of roles) member.roles.add(id);
    const update = { ...memberJson(member), user: member.user, guild_id: this.id };
    this.#emit(GatewayIntentBits.GuildMembers, 'GUILD_MEMBER_UPDATE', update);
  }

  setPermissions(role: DiscordRole, permissions: bigint): void {
    role.permissions = permissions;
    this.#emit(GatewayIntentBits.Guilds, 'GUILD_ROLE_UPDATE', { guild_id: this.id, role: roleJson(role) });
  }

  /** An admin adds the bot, which is connected already. */
  addBot(): void {
    this.#emit(GatewayIntentBits.Guilds, 'GUILD_CREATE', guildJson(this));
  }

  /** What a store that has missed nothing holds. */
  truth(): TrueMessage[] {
    return truth(this);
  }

  /** Somebody runs a slash command. Resolves once the app has answered, or its three seconds are over. */
  command(
    member: DiscordMember,
    channel: DiscordChannel,
    name: string,
    options: Readonly<Record<string, string>> = {},
  ): Promise<Interaction> {
    return this.#interactions.command(member, channel, name, options);
  }

  /** Somebody types in an option that completes itself: what the app proposes. */
  complete(member: DiscordMember, channel: DiscordChannel, name: string, option: string, typed: string) {
    return this.#interactions.complete(member, channel, name, option, typed);
  }

  /** Somebody chooses a command from a message's menu. */
  menu(member: DiscordMember, message: Posted, name: string): Promise<Interaction> {
    return this.#interactions.menu(member, message, name);
  }

  /** Somebody presses the button with this label in a reply. */
  click(member: DiscordMember, shown: Interaction, label: string): Promise<Interaction> {
    return this.#interactions.click(member, shown, label);
  }

  /** Somebody fills in the modal that an interaction was answered with. */
  submit(
    member: DiscordMember,
    shown: Interaction,
    values: Readonly<Record<string, string>>,
  ): Promise<Interaction> {
    return this.#interactions.submit(member, shown, values);
  }

  /** @internal */
  tellInteraction(interaction: object): void {
    this.#emit(0, 'INTERACTION_CREATE', interaction);
  }

  #message(
    channel: DiscordChannel,
    { user }: DiscordMember,
    id: string,
    content: string,
    options: PostOptions,
  ): APIMessage {
    const { replyTo, forward, embeds = [], files = [], mentions = [] } = options;
    const target = replyTo ?? forward;
    const original = forward && this.find(forward);
    return {
      id,
      type: options.type ?? (replyTo ? MessageType.Reply : MessageType.Default),
      channel_id: channel.id,
      author: user,
      content,
      timestamp: new Date(timeOf(id)).toISOString(),
      edited_timestamp: null,
      tts: false,
      mention_everyone: content.includes('@everyone'),
      mentions: mentions.map((member) => member.user),
      mention_roles: [],
      attachments: files.map((filename) => ({
        id: newId(),
        filename,
        size: 1,
        url: `${this.#fake.origin}/files/${filename}`,
        proxy_url: '',
      })),
      embeds,
      components: options.components ?? [],
      ...(options.flags && { flags: options.flags }),
      pinned: false,
      ...(target && {
        message_reference: {
          type: replyTo ? MessageReferenceType.Default : MessageReferenceType.Forward,
          message_id: target.id,
          channel_id: target.channel.id,
          guild_id: this.id,
        },
      }),
      ...(original && { message_snapshots: [{ message: original } as unknown as APIMessageSnapshot] }),
    };
  }

  #change(posted: Posted, changes: Partial<APIMessage>): void {
    const at = indexOf(posted.channel, posted.id);
    const message = { ...posted.channel.messages[at]!, ...changes };
    posted.channel.messages[at] = message;
    this.#tell(posted.channel, 'MESSAGE_UPDATE', this.#withMembers(message));
  }

  /** Events name guild, author and mentioned people as members; history does not. */
  #withMembers(message: APIMessage): object {
    const author = this.members.get(message.author.id);
    const mentions = message.mentions.map((user) => ({
      ...user,
      member: memberJson(this.members.get(user.id)!),
    }));
    return { ...message, guild_id: this.id, mentions, ...(author && { member: memberJson(author) }) };
  }

  #updated(channel: DiscordChannel): void {
    this.#emit(GatewayIntentBits.Guilds, 'CHANNEL_UPDATE', channelJson(this, channel));
  }

  #tell(channel: DiscordChannel, t: string, d: object): void {
    if (channel.type === ChannelType.DM) return; // to those who want direct messages
    if (sees(this, channel, this.bot)) this.#emit(GatewayIntentBits.GuildMessages, t, d);
  }

  #emit(intent: GatewayIntentBits | 0, t: string, d: object): void {
    this.#fake.gateway.emit(this.id, intent, t, d);
  }
}

function indexOf({ messages }: DiscordChannel, id: string): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byAge(messages[middle]!.id, id) < 0) low = middle + 1;
    else high = middle;
  }
  return messages[low]?.id === id ? low : -1;
}

function insert({ messages }: DiscordChannel, message: APIMessage): void {
  let at = messages.length;
  while (at > 0 && byAge(messages[at - 1]!.id, message.id) > 0) at--;
  messages.splice(at, 0, message);
}
