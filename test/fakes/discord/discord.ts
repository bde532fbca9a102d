import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { APIUser } from 'discord-api-types/v10';
import { WebSocketServer } from 'ws';
import { until } from '../slack/until.ts';
import { Faults } from './faults.ts';
import { Gateway } from './gateway.ts';
import { DiscordGuild } from './guild.ts';
import type { Interaction } from './interaction.ts';
import type { DiscordChannel } from './model.ts';
import { RateLimits } from './rate-limits.ts';
import { Records } from './records.ts';
import { answerRest } from './rest.ts';
import { newId } from './snowflake.ts';

export interface DiscordFakeOptions {
  /** How often clients are to send a heartbeat, in milliseconds; Discord's 41,250 if left out. */
  heartbeatMs?: number;
  /** How long an interaction may wait for its first answer, in milliseconds; Discord's 3,000 if left out. */
  answerMs?: number;
}

/**
 * Discord on loopback: REST, Gateway and interactions of API version 10, as strict as the real one and as documented
 * at discord.com/developers. It holds the truth, tells the app what happens in it, records what the app does, and
 * fails on order.
 *
 * @example
 * const discord = await DiscordFake.start();
 * const guild = discord.addGuild('Acme');
 * // start the app with DISCORD_API_URL=discord.url, DISCORD_TOKEN=discord.token
 * await discord.connected();
 * …
 * expect(discord.records.violations).toEqual([]);
 * await discord.stop();
 */
export class DiscordFake {
  /** Not beginning with “Bot”, which discord.js would cut off. */
  readonly token = 'MTIz.fake.token';
  readonly bot: APIUser = {
    id: newId(),
    username: 'hubbub',
    discriminator: '0',
    global_name: null,
    avatar: null,
    bot: true,
  };
  /** The application, and which privileged intents its owner has switched on. */
  readonly application = { id: newId(), name: 'Hubbub', messageContent: true, guildMembers: false };
  readonly guilds: DiscordGuild[] = [];
  /** The bot's conversations with one person each, by id. */
  readonly directChannels = new Map<string, DiscordChannel>();
  /** What people asked, by token. @internal */
  readonly interactions = new Map<string, Interaction>();
  /** What the app did. */
  readonly records = new Records();
  /** Off until switched on. */
  readonly limits = new RateLimits();
  /** What is to go wrong. */
  readonly faults = new Faults();
  readonly gateway: Gateway;
  readonly answerMs: number;
  readonly #server: Server;

  private constructor(server: Server, { heartbeatMs = 41_250, answerMs = 3_000 }: DiscordFakeOptions) {
    this.#server = server;
    this.answerMs = answerMs;
    this.gateway = new Gateway(this, heartbeatMs);
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(options: DiscordFakeOptions = {}): Promise<DiscordFake> {
    const server = createServer();
    const fake = new DiscordFake(server, options);
    server.on('request', (request, response) => answerRest(fake, request, response));
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (open) => fake.gateway.accept(open)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  /** `http://127.0.0.1:PORT`. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** For DISCORD_API_URL. */
  get url(): string {
    return `${this.origin}/api`;
  }

  get gatewayUrl(): string {
    return this.origin.replace('http', 'ws');
  }

  /** A guild that the app has been added to. */
  addGuild(name: string): DiscordGuild {
    const guild = new DiscordGuild(this, name);
    this.guilds.push(guild);
    return guild;
  }

  /** Resolves once the app holds so many sessions and has registered its commands. */
  async connected(sessions = 1): Promise<void> {
    const up = () => this.gateway.connected >= sessions && this.records.commands.length > 0;
    await until(up, 'The app did not connect.', 30_000);
  }

  async stop(): Promise<void> {
    this.gateway.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
