import type { webApi } from '@slack/bolt';
import type { SlackMessage } from './message.ts';
import { patiently } from './patience.ts';

interface Profile {
  display_name?: string;
  real_name?: string;
}
interface User {
  id?: string;
  name?: string;
  real_name?: string;
  profile?: Profile;
}

/** Larger workspaces are not listed to the end: names of others are looked up when they are met. */
const LISTED_PAGES = 10;

/** The names of a workspace's people, as far as they have been met. */
export class People {
  readonly #client: webApi.WebClient;
  readonly #names = new Map<string, string>();
  readonly #asked = new Map<string, Promise<void>>();
  readonly #signal: AbortSignal;

  constructor(client: webApi.WebClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  user = (id: string): string | undefined => this.#names.get(id);

  /** Takes in somebody whose profile Slack has told. */
  note({ id, name, real_name, profile }: User): void {
    const shown = profile?.display_name || profile?.real_name || real_name || name;
    if (id && shown) this.#names.set(id, shown);
  }

  /** Reads the list of people, so that few have to be asked for one by one. */
  async list(): Promise<void> {
    let cursor: string | undefined;
    for (let page = 0; page < LISTED_PAGES; page++) {
      const { members, response_metadata } = await this.#client.users.list({ limit: 999, cursor });
      for (const user of members ?? []) this.note(user);
      cursor = response_metadata?.next_cursor;
      if (!cursor) return;
    }
  }

  /** Makes sure that whoever wrote these messages or is named in them is known by name, if Slack tells. */
  async learn(messages: readonly SlackMessage[]): Promise<void> {
    const ids = new Set(messages.flatMap(idsIn));
    await Promise.all([...ids].filter((id) => !this.#names.has(id)).map((id) => this.#ask(id)));
  }

  #ask(id: string): Promise<void> {
    let asked = this.#asked.get(id);
    if (!asked) {
      asked = patiently(() => this.#client.users.info({ user: id }), this.#signal).then(
        ({ user }) => this.note(user ?? {}),
        () => {}, // people of other organisations may be hidden: their id has to do
      );
      this.#asked.set(id, asked);
    }
    return asked;
  }
}

function idsIn(m: SlackMessage): string[] {
  const text = m.text || JSON.stringify([m.blocks, m.attachments, m.comment]);
  const named = [...text.matchAll(/(?:<@|"user_id":")([UW][A-Z0-9]+)/g)].map(([, id]) => id!);
  return m.user ? [m.user, ...named] : named;
}
