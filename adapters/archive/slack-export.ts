import { z } from 'zod';
import { profileName, SlackMessage } from '../slack/message.ts';
import type { SlackNames } from '../slack/text.ts';
import { storable } from './clean.ts';
import type { ArchiveFile, Files } from './files.ts';
import { findValues } from './json.ts';

/** What all day files of a Slack export share. */
export interface SlackExport {
  workspace: string;
  names: SlackNames;
  /** The channel that a folder stands for; undefined id never: a folder that no list names is its own channel. */
  channel(folder: string): { id: string; name?: string };
  /** Folders of direct messages, which are never read. */
  isDirect(folder: string): boolean;
  permalink(channel: string, ts: string, threadTs: string | undefined): string | undefined;
  /** Changes when the lists of people and channels do, and with them the names in texts. */
  fingerprint: string;
}

/** Whether a path is a day of a channel: `general/2024-05-01.json`. */
export const isDayFile = (path: string): boolean => /(^|\/)\d{4}-\d\d-\d\d\.json$/.test(path);

/** Name of the folder that a day file lies in; '' at the top of a folder. */
export const channelFolder = (path: string): string => path.split('/').at(-2) ?? '';

const text = z.string().optional().catch(undefined);
const Named = z.object({ id: z.string(), name: text, context_team_id: text });
const User = Named.extend({
  team_id: text,
  real_name: text,
  profile: z.object({ display_name: text, real_name: text }).optional().catch(undefined),
});

/** Day files that are looked into for the team, its domain and names when lists are there to tell the rest. */
const SAMPLE = 300;

/** Reads the lists of an export, and what is missing in them out of the messages. */
export async function surveySlack({ files, name }: Files, workspace?: string): Promise<SlackExport> {
  const users = new Map<string, string>();
  const channels = new Map<string, string>();
  const channelIds = new Map<string, string>();
  const direct = new Set<string>();
  const teams = new Tally();
  const domains = new Tally();
  const prints: string[] = [];
  const listed = async function* (file: string, schema: typeof User) {
    const found = files.find((f) => f.path === file || f.path.endsWith(`/${file}`));
    if (!found) return;
    prints.push((await found.describe()).fingerprint);
    for await (const { value } of findValues(await found.open())) {
      const row = schema.safeParse(value);
      if (row.success) yield row.data;
    }
  };
  for await (const u of listed('users.json', User)) {
    const shown = u.profile?.display_name || u.profile?.real_name || u.real_name || u.name;
    if (shown) users.set(u.id, shown);
    teams.add(u.team_id);
  }
  for (const list of ['channels.json', 'groups.json']) {
    for await (const c of listed(list, User)) {
      channels.set(c.id, c.name ?? c.id);
      channelIds.set(c.name ?? c.id, c.id);
      teams.add(c.context_team_id);
    }
  }
  for (const list of ['dms.json', 'mpims.json']) {
    for await (const c of listed(list, User)) direct.add(c.id).add(c.name ?? c.id);
  }
  const isDirect = (folder: string) => direct.has(folder) || /^(D[A-Z0-9]{8,}|mpdm-.*)$/.test(folder);
  const days = files.filter((f) => isDayFile(f.path) && !isDirect(channelFolder(f.path)));
  const step = users.size > 0 ? Math.max(1, Math.ceil(days.length / SAMPLE)) : 1;
  const known = users.size > 0;
  for (let i = 0; i < days.length; i += step)
    await sample(days[i]!, known ? undefined : users, teams, domains);

  const domain = domains.most();
  return {
    workspace: workspace ?? `slack:${teams.most() ?? exportName(name)}`,
    names: { user: (id) => users.get(id), channel: (id) => channels.get(id) },
    channel: (folder) => ({ id: channelIds.get(folder) ?? (folder || name), name: folder || name }),
    isDirect,
    permalink: (channel, ts, threadTs) =>
      domain && /^[CG][A-Z0-9]{6,}$/.test(channel) ? permalink(domain, channel, ts, threadTs) : undefined,
    fingerprint: prints.join('+'),
  };
}

async function sample(
  file: ArchiveFile,
  users: Map<string, string> | undefined,
  teams: Tally,
  domains: Tally,
) {
  try {
    for await (const { value } of findValues(await file.open())) {
      const m = SlackMessage.safeParse(value);
      if (!m.success) continue;
      teams.add(m.data.team ?? m.data.user_profile?.team);
      for (const f of [m.data.file, ...m.data.files])
        domains.add(/^https:\/\/([\w-]+)\.slack\.com\/files\//.exec(f?.permalink ?? '')?.[1]);
      const shown = profileName(m.data);
      if (users && m.data.user && shown) users.set(m.data.user, storable(shown));
    }
  } catch {
    // Whatever is wrong with this file is told when it is read for its messages.
  }
}

const permalink = (domain: string, channel: string, ts: string, threadTs: string | undefined) =>
  `https://${domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}` +
  (threadTs && threadTs !== ts ? `?thread_ts=${threadTs}&cid=${channel}` : '');

/** Slack names its zips `Acme Slack export Jan 1 2024 - May 1 2024`: overlapping ones are of one workspace. */
const exportName = (name: string) => name.replace(/ Slack export .*$/, '');

/** Counts, to find what is named most: a few messages come from other workspaces through shared channels. */
class Tally {
  readonly #counts = new Map<string, number>();
  add(value: string | undefined): void {
    if (value) this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }
  most(): string | undefined {
    return [...this.#counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  }
}
