import { compose } from '../digest/compose.ts';
import type { Stretch } from '../digest/gather.ts';
import { pictureOf } from '../digest/picture.ts';
import { newestMessage } from '../digest/posted.ts';
import { digestReply } from '../digest/reply.ts';
import { checkZone, startOfDay } from '../digest/schedule.ts';
import { openWriter } from '../digest/writer.ts';
import { UsageError } from '../errors.ts';
import { channelOf } from '../topics/list.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import type { Layout } from './terminal.ts';
import { bringUpToDate } from './up-to-date.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  date?: string;
  zone?: string;
  channel?: string;
  format: Layout | 'json';
  workspace?: string;
}

const DAY = 86_400_000;

/** `digest`: what mattered in a day. */
export async function showDigest(cli: Cli, options: Options): Promise<void> {
  const { hubbub, terminal, signal } = cli;
  const store = await hubbub.store();
  const viewer = operator(await chooseWorkspace(store, options.workspace, terminal.note));
  const zone = checkZone(options.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const channel = options.channel && (await channelOf(store, viewer, options.channel));
  const newest = await newestMessage(store, viewer);
  const day = options.date
    ? dayOf(options.date, zone)
    : { from: (newest ?? 0) + 1 - DAY, to: (newest ?? 0) + 1 };
  await bringUpToDate(cli, viewer.workspace);
  if (signal.aborted) return;
  const stretch: Stretch = { ...day, zone, ...(channel && { channels: [channel.id] }) };
  const writer = await openWriter(hubbub.config, store, viewer.workspace, (error) =>
    terminal.note(`The digest is in people's own words: ${error instanceof Error ? error.message : error}`),
  );
  const draft = await compose(store, viewer, stretch, writer, signal);
  if (options.format === 'json') return terminal.json({ workspace: viewer.workspace, ...draft });
  const picture = options.format === 'html' ? await pictureOf(store, viewer, draft) : undefined;
  terminal.show(await digestReply(store, viewer, draft, { picture }), options.format);
}

/** A day as the clocks of a zone have it, which may be 23 or 25 hours. */
function dayOf(date: string, zone: string): { from: number; to: number } {
  const noon = new Date(`${date}T12:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(noon.getTime()))
    throw new UsageError(`${date} is not a day.`, 'Write it as 2026-01-31.');
  const next = new Date(noon.getTime() + DAY).toISOString().slice(0, 10);
  return { from: startOfDay(date, zone).getTime(), to: startOfDay(next, zone).getTime() };
}
