import { z } from 'zod';
import { profileName, SlackMessage } from '../slack/message.ts';
import type { SlackNames } from '../slack/text.ts';
import { slackPermalink } from '../slack/to-message.ts';
import type { ArchiveFile, Files } from './files.ts';
import { findElements } from './json.ts';

/** Whether a path is a day of a channel: `general/2024-05-01.json`. */
export const isDayFile = (path: string): boolean => /(^|\/)\d{4}-\d\d-\d\d\.json$/.test(path);

/** Name of the folder that a day file lies in; '' at the top of a folder. */
export const channelFolder = (path: string): string => path.split('/').at(-2) ?? '';

const text = z.string().optional().catch(undefined);
/** A row of users.json, channels.json, groups.json, dms.json or mpims.json. */
const Listed = z.object({
  id: z.string(),
  name: text,
  real_name: text,
  profile: z.object({ display_name: text, real_name: text }).optional().catch(undefined),
  team_id: text,
  context_team_id: text,
});

/** Day files that are looked into for the team and its domain where there is a list of users to tell the names. */
const SAMPLE = 300;

/** What all day files of a Slack export share: the workspace, and the names of people and channels. */
export class SlackExport {
  readonly #users = new Map<string, string>();
  readonly #channels = new Map<string, string>();
  readonly #channelIds = new Map<string, string>();
  readonly #direct = new Set<string>();
  readonly #teams = new Tally();
  readonly #domains = new Tally();
  readonly #files: Files;
  /** Lists that could not be read, with the reason: their names are missing, the messages are not. */
  readonly broken: { file: string; reason: string }[] = [];
  /** Changes when the lists of people and channels do, and with them the names in texts. */
  fingerprint = '';

  /** Reads the lists of an export, and what they leave out from the messages themselves. */
  static async survey(files: Files): Promise<SlackExport> {
    const slack = new SlackExport(files);
    await slack.#readLists();
    await slack.#readSample();
    return slack;
  }

  private constructor(files: Files) {
    this.#files = files;
  }

  /** Slack names its zips `Acme Slack export Jan 1 2024 - May 1 2024`: overlapping ones are of one workspace. */
  get workspace(): string {
    return `slack:${this.#teams.most() ?? this.#files.name.replace(/ Slack export .*$/, '')}`;
  }

  readonly names: SlackNames = {
    user: (id) => this.#users.get(id),
    channel: (id) => this.#channels.get(id),
  };

  /** The channel that a folder stands for; one that no list names goes by its folder. */
  channel(folder: string): { id: string; name: string } {
    const name = folder || this.#files.name;
    return { id: this.#channelIds.get(name) ?? name, name: this.#channels.get(name) ?? name };
  }

  /** Whether a folder holds direct messages, which are never read. */
  isDirect(folder: string): boolean {
    return this.#direct.has(folder) || /^(D[A-Z0-9]{8,}|mpdm-.*)$/.test(folder);
  }

  /** Where Slack shows a message, if the domain of the workspace came to light. */
  permalink(channel: string, ts: string, threadTs: string | undefined): string | undefined {
    const domain = this.#domains.most();
    if (!domain || !/^[CG][A-Z0-9]{6,}$/.test(channel)) return undefined;
    return slackPermalink(`https://${domain}.slack.com`, channel, ts, threadTs);
  }

  async #readLists(): Promise<void> {
    for await (const { id, name, real_name, profile, team_id } of this.#list('users.json')) {
      this.#users.set(id, profile?.display_name || profile?.real_name || real_name || name || id);
      this.#teams.add(team_id);
    }
    for (const list of ['channels.json', 'groups.json']) {
      for await (const { id, name = id, context_team_id } of this.#list(list)) {
        this.#channels.set(id, name);
        this.#channelIds.set(name, id);
        this.#teams.add(context_team_id);
      }
    }
    for (const list of ['dms.json', 'mpims.json']) {
      for await (const { id, name = id } of this.#list(list)) this.#direct.add(id).add(name);
    }
  }

  async *#list(name: string): AsyncGenerator<z.infer<typeof Listed>> {
    for (const file of this.#files.files.filter((f) => f.path === name || f.path.endsWith(`/${name}`))) {
      try {
        this.fingerprint += `/${(await file.describe()).fingerprint}`;
        for await (const value of findElements(file)) {
          const row = Listed.safeParse(value);
          if (row.success) yield row.data;
        }
      } catch (error) {
        this.broken.push({ file: file.path, reason: `its names are missing: ${(error as Error).message}` });
      }
    }
  }

  /** Without a list of users every message is looked at, for the profiles that newer exports put beside them. */
  async #readSample(): Promise<void> {
    const days = this.#files.files.filter((f) => isDayFile(f.path) && !this.isDirect(channelFolder(f.path)));
    const listed = this.#users.size > 0;
    const step = listed ? Math.ceil(days.length / SAMPLE) : 1;
    for (let i = 0; i < days.length; i += step) await this.#readDay(days[i]!, !listed);
  }

  async #readDay(day: ArchiveFile, withNames: boolean): Promise<void> {
    try {
      for await (const value of findElements(day)) {
        const m = SlackMessage.safeParse(value).data;
        if (!m) continue;
        this.#teams.add(m.team ?? m.user_profile?.team);
        for (const file of [m.file, ...m.files]) this.#domains.add(domainOf(file?.permalink));
        const name = profileName(m);
        if (withNames && m.user && name) this.#users.set(m.user, name);
      }
    } catch {
      // Whatever is wrong with this file is told when it is read for its messages.
    }
  }
}

const domainOf = (permalink: string | undefined) =>
  /^https:\/\/([\w-]+)\.slack\.com\/files\//.exec(permalink ?? '')?.[1];

/** Counts, to find what is named most: a few messages come from other workspaces through shared channels. */
class Tally {
  readonly #counts = new Map<string, number>();

  add(value: string | undefined): void {
    if (value) this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  most(): string | undefined {
    let best: [string, number] | undefined;
    for (const entry of this.#counts) if (!best || entry[1] > best[1]) best = entry;
    return best?.[0];
  }
}
