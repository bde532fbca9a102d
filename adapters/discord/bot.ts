import { type Client, Events, Routes } from 'discord.js';
import type { Host } from '../adapter.ts';
import { Answers } from './answers.ts';
import { mayRead, readableChannels } from './channels.ts';
import { newClient, newReader } from './clients.ts';
import { Commands } from './commands.ts';
import { connect } from './connect.ts';
import { Converter, workspaceOf } from './convert.ts';
import type { DiscordOptions } from './discord.ts';
import { History } from './history.ts';
import { People } from './people.ts';
import { Reading } from './reading.ts';
import { Receiver } from './receive.ts';
import { explain } from './refusal.ts';
import { commands } from './registration.ts';
import { isShard } from './shards.ts';
import { Speaker } from './speaker.ts';

/** A stop waits so long for what is in hand, in milliseconds. */
const PATIENCE = 5_000;

/** The bot's connection: what it receives goes to the host, whom it answers are people. */
export class DiscordBot {
  readonly speaker: Speaker;
  readonly #client: Client;
  readonly #options: DiscordOptions;
  readonly #inHand = new Set<Promise<unknown>>();

  constructor(options: DiscordOptions, host: Host) {
    this.#options = options;
    const client = newClient(options, { alone: !isShard() });
    this.speaker = new Speaker(options, client);
    this.#client = client;
    const { signal, viewers, buttons } = this.speaker;
    const reader = newReader(options);
    const converter = new Converter(options.botMessages);
    const history = new History(reader, converter, new People());
    const track = (work: Promise<unknown>) => this.#track(work);
    new Receiver({ client, reader, converter, host, signal, track });
    new Reading({ client, reader, history, viewers, host, signal, track });
    const answers = new Answers(viewers, host, buttons);
    const answering = new Commands({ answers, viewers, buttons, converter, host });
    client.on(Events.InteractionCreate, (asked) => track(answering.answer(asked)));
    client.on(Events.GuildCreate, (guild) => {
      const { systemChannel, members } = guild;
      if (systemChannel && members.me && mayRead(systemChannel, members.me))
        track(
          host.welcome({
            workspace: workspaceOf(guild),
            channel: systemChannel.id,
            name: systemChannel.name,
          }),
        );
      if (options.commands === 'server') track(this.#register(guild.id));
    });
    // An error that nobody listens for would end the process.
    client.on(Events.Error, (error) => this.#trouble(error));
  }

  /** @throws HubbubError where Discord refuses the token or an intent, or cannot be reached. */
  async start(): Promise<void> {
    await connect(this.#client, this.#options.token, this.#options.log);
    await this.#registerAll().catch((error) => this.#trouble(explain(error, 'registering commands')));
    const guilds = [...this.#client.guilds.cache.values()];
    const channels = guilds.flatMap(readableChannels).length;
    this.#options.log(
      guilds.length > 0
        ? `Discord: connected to ${count(guilds.length, 'server')}, reading ${count(channels, 'channel')}.`
        : 'Discord: connected. Invite the bot into a server; doctor shows the link.',
    );
  }

  async stop(): Promise<void> {
    await this.speaker.stop();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, PATIENCE);
    await Promise.race([Promise.allSettled(this.#inHand), promise]);
    clearTimeout(timer);
    // The line to the process that manages the shards would keep this one from ending.
    if (isShard() && process.connected) process.disconnect();
  }

  /** Those of the other kind are taken back, or each command would be there twice. */
  async #registerAll(): Promise<void> {
    const { rest, application, guilds, shard } = this.#client;
    const global = this.#options.commands === 'global';
    if (!shard || shard.ids.includes(0))
      await rest.put(Routes.applicationCommands(application!.id), { body: global ? commands : [] });
    if (!global) for (const id of guilds.cache.keys()) await this.#register(id);
  }

  async #register(guild: string): Promise<void> {
    const { rest, application } = this.#client;
    await rest.put(Routes.applicationGuildCommands(application!.id, guild), { body: commands });
  }

  #track(work: Promise<unknown>): void {
    this.#inHand.add(work);
    work.catch((error) => this.#trouble(error)).finally(() => this.#inHand.delete(work));
  }

  #trouble(error: unknown): void {
    if (this.speaker.signal.aborted) return;
    const reason = explain(error, 'answering Discord');
    this.#options.log(`Discord: ${reason instanceof Error ? reason.message : reason}`);
  }
}

const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
