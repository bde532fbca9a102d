import type { webApi } from '@slack/bolt';
import type { Viewer } from '../../src/viewer.ts';
import { type Channels, conversationsOf } from './channels.ts';

/** How long it is remembered what somebody may see, in milliseconds. */
const FRESH = 2 * 60_000;

interface Sight {
  at: number;
  /** Full member of this workspace, rather than guest, stranger, bot or gone. */
  full: boolean;
  memberOf: ReadonlySet<string>;
}

/**
 * Who may see what: of the channels that the bot is in, those that the person is in, and for full members the public
 * ones, which Slack lets them open. What Slack does not answer is not allowed.
 */
export class Viewers {
  readonly #client: webApi.WebClient;
  readonly #channels: Channels;
  readonly #workspace: string;
  readonly #known = new Map<string, Promise<Sight>>();

  constructor(client: webApi.WebClient, channels: Channels, workspace: string) {
    this.#client = client;
    this.#channels = channels;
    this.#workspace = workspace;
  }

  /** @throws whatever keeps Slack from answering: then nothing may be shown. */
  async viewer(user: string): Promise<Viewer> {
    const [{ full, memberOf }, channels] = await Promise.all([this.#sight(user), this.#channels.current()]);
    const visible = channels.filter(({ id, isPrivate }) => memberOf.has(id) || (full && !isPrivate));
    return {
      workspace: this.#workspace,
      channels: new Set(visible.map(({ id }) => id)),
      author: user,
      mayCurate: full,
    };
  }

  /** Forgets what one person may see, or everybody. */
  drop(user?: string): void {
    if (user) this.#known.delete(user);
    else this.#known.clear();
  }

  async #sight(user: string): Promise<Sight> {
    const known = this.#known.get(user);
    if (known) {
      const sight = await known;
      // It may have been dropped while it was on its way.
      if (this.#known.get(user) === known && Date.now() - sight.at < FRESH) return sight;
    }
    const asked = this.#ask(user);
    this.#known.set(user, asked);
    asked.catch(() => {
      if (this.#known.get(user) === asked) this.#known.delete(user);
    });
    return asked;
  }

  async #ask(id: string): Promise<Sight> {
    const at = Date.now();
    const [channels, { user }] = await Promise.all([
      conversationsOf(this.#client, id),
      this.#client.users.info({ user: id }),
    ]);
    const full = user !== undefined && isFull(user, this.#workspace);
    return { at, full, memberOf: new Set(channels.map((channel) => channel.id)) };
  }
}

/** What Slack tells of somebody that decides what they may see. */
interface User {
  team_id?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
}

/** Whether somebody is a full member of a workspace, rather than guest, stranger, bot or gone. */
export const isFull = (user: User, workspace: string): boolean =>
  workspace === `slack:${user.team_id}` &&
  !(user.deleted || user.is_bot || user.is_restricted || user.is_ultra_restricted || user.is_stranger);
