import { type Client, Events, type Guild } from 'discord.js';
import type { Viewer } from '../../src/viewer.ts';
import { Buttons } from './buttons.ts';
import { newClient, newReader } from './clients.ts';
import { connect } from './connect.ts';
import { workspaceOf } from './convert.ts';
import type { DiscordOptions } from './discord.ts';
import { Posts } from './posts.ts';
import { explain } from './refusal.ts';
import { Viewers } from './viewers.ts';

/** What the bot says unasked in its servers, and who may see what there. */
export class Speaker {
  readonly client: Client;
  readonly viewers: Viewers;
  readonly buttons = new Buttons();
  readonly posts: Posts;
  readonly #options: DiscordOptions;
  readonly #stopping = new AbortController();

  /** @param client for a process that is signed in beside the connected one: it is told of servers, channels and roles, but of no message */
  constructor(options: DiscordOptions, client = newClient(options, { alone: true, content: false })) {
    const { buttons, signal } = this;
    this.client = client;
    this.#options = options;
    this.viewers = new Viewers(options.log);
    this.posts = new Posts({ client, rest: newReader(options), buttons, signal });
  }

  /** @throws HubbubError where Discord refuses the token, or cannot be reached. */
  async signIn(): Promise<void> {
    const { token, log } = this.#options;
    // An error that nobody listens for would end the process; the SDK connects again by itself.
    this.client.on(Events.Error, (error) => log(`Discord: ${error.message}`));
    await connect(this.client, token, log);
  }

  /** Ends waiting. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** A server that the bot is in. */
  guild(workspace: string): Guild | undefined {
    return this.client.guilds.cache.find((guild) => workspaceOf(guild) === workspace);
  }

  /** @throws where Discord does not say what roles somebody has, or they are not in the server. */
  async viewerOf(guild: Guild, person: string): Promise<Viewer> {
    try {
      // Not from the cache: Discord does not tell when roles change.
      const member = await guild.members.fetch({ user: person, force: true });
      return await this.viewers.viewer(member, { mayCurate: false });
    } catch (error) {
      throw explain(error, 'asking Discord what somebody may read');
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.client.destroy();
  }
}
