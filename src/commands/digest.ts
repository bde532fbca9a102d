import { compose } from '../digest/compose.ts';
import { pictureOf } from '../digest/picture.ts';
import { listPosted, loadPosted, newestMessage } from '../digest/posted.ts';
import { digestReply } from '../digest/reply.ts';
import { inWords, nextDue, wallClock } from '../digest/schedule.ts';
import { channelDigest, dropSetup, personDigest, saveSetup, setupsOf } from '../digest/setups.ts';
import { openWriter } from '../digest/writer.ts';
import { HubbubError, UsageError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import type { Store } from '../store/store.ts';
import { maySee, type Viewer } from '../viewer.ts';
import type { Live } from './backfill.ts';
import { channelName, namedChannel, parseOn, placeWords } from './digest-words.ts';
import { pageNumber } from './paging.ts';
import type { Reply } from './reply.ts';

const DAY = 86_400_000;

/**
 * `/digest`: what there is to say now, what was posted last, and who gets a digest when.
 *
 * Everybody may have one for themselves. In a channel it is for full members who may read that channel, and shows nothing
 * that not all of its readers may see.
 */
export async function digestCommand(
  hubbub: Hubbub,
  viewer: Viewer,
  words: readonly string[],
  live: Live | undefined,
): Promise<Reply> {
  const [what, ...rest] = words;
  switch (what?.toLowerCase()) {
    case undefined:
    case 'list':
      return listDigests(hubbub, viewer);
    case 'now':
      return digestNow(hubbub, viewer, rest);
    case 'last':
      return lastDigest(hubbub, viewer, rest);
    case 'show':
      return showDigest(hubbub, viewer, rest);
    case 'preview':
      return previewDigest(hubbub, viewer, rest, live);
    case 'on':
      return switchOn(hubbub, viewer, rest);
    case 'off':
      return switchOff(hubbub, viewer, rest);
    default:
      throw new UsageError(
        `There is no /digest ${what}.`,
        'There is now, last, preview, on and off; for instance /digest on 09:00 Europe/Berlin in #general',
      );
  }
}

/** The last day, for the person who asks. */
async function digestNow(hubbub: Hubbub, viewer: Viewer, words: readonly string[]): Promise<Reply> {
  const page = pageNumber(words.find((word) => /^\d+$/.test(word)));
  const draft = await draftFor(hubbub, viewer);
  const store = await hubbub.store();
  const picture = await pictureOf(store, viewer, draft);
  return digestReply(store, viewer, draft, { page, picture, more: (to) => `/digest now ${to}` });
}

/** @param viewer whose eyes it is for */
async function draftFor(hubbub: Hubbub, viewer: Viewer, covers?: readonly string[]) {
  const store = await hubbub.store();
  const newest = await newestMessage(store, viewer);
  if (newest === undefined)
    throw new HubbubError(
      'There are no messages yet.',
      'Import an export, or let Hubbub collect some first.',
    );
  // Archives are old: their last day is the one before their newest message.
  const to = Math.min(Date.now(), newest + 1);
  const writer = await openWriter(hubbub.config, store, viewer.workspace, () => {});
  return compose(store, viewer, { from: to - DAY, to, ...(covers && { channels: covers }) }, writer);
}

async function lastDigest(hubbub: Hubbub, viewer: Viewer, words: readonly string[]): Promise<Reply> {
  const store = await hubbub.store();
  const wanted = words.filter((word) => word.toLowerCase() !== 'in');
  const channel = wanted[0] && (await namedChannel(store, viewer, wanted[0]));
  const [last] = (await listPosted(store, viewer.workspace)).filter(
    ({ digest }) => mayRead(viewer, digest) && (!channel || digest === channelDigest(channel)),
  );
  if (!last)
    throw new HubbubError(
      'No digest has been posted that you may read.',
      'Ask /digest now for what there is.',
    );
  return showDigest(hubbub, viewer, [last.digest, last.period]);
}

/** One that was posted, page by page. */
async function showDigest(
  hubbub: Hubbub,
  viewer: Viewer,
  [digest = '', period = '', page]: readonly string[],
): Promise<Reply> {
  const store = await hubbub.store();
  const posted = mayRead(viewer, digest) && (await loadPosted(store, viewer.workspace, digest, period));
  if (!posted)
    throw new HubbubError('That digest is not there any more.', 'Ask /digest last, or /digest now.');
  return digestReply(store, viewer, posted.draft, {
    page: pageNumber(page),
    late: posted.late,
    picture: await pictureOf(store, viewer, posted.draft),
    more: (to) => `/digest show ${digest} ${period} ${to}`,
  });
}

/** A digest that was posted, and where, in words. */
export interface ArchivedDigest {
  digest: string;
  period: string;
  place: string;
}

/** The digests that were posted and that `viewer` may read, the newest first. */
export async function archivedDigests(store: Store, viewer: Viewer): Promise<ArchivedDigest[]> {
  const posted = (await listPosted(store, viewer.workspace)).filter(({ digest }) => mayRead(viewer, digest));
  return Promise.all(
    posted.map(async ({ digest, period }) => ({
      digest,
      period,
      place: await placeWords(store, { workspace: viewer.workspace, id: digest }, viewer),
    })),
  );
}

/** Who may read a channel may see all that a digest in it shows. */
const mayRead = (viewer: Viewer, digest: string): boolean =>
  digest.startsWith('#')
    ? maySee(viewer, digest.slice(1))
    : viewer.channels === 'all' || digest === personDigest(viewer.author ?? '');

/** What would be posted now, shown to the person who asks. */
async function previewDigest(
  hubbub: Hubbub,
  viewer: Viewer,
  words: readonly string[],
  live: Live | undefined,
): Promise<Reply> {
  const store = await hubbub.store();
  const [name] = words.filter((word) => word.toLowerCase() !== 'in');
  const channel = name === undefined ? undefined : await namedChannel(store, viewer, name);
  const setups = await setupsOf(store, viewer.workspace);
  const id = channel === undefined ? personDigest(viewer.author ?? '') : channelDigest(channel);
  const covers = setups.find((setup) => setup.id === id)?.covers ?? undefined;
  const readers = channel === undefined || !live ? viewer : await live.audience(channel);
  const draft = await draftFor(hubbub, readers, covers);
  const picture = await pictureOf(store, readers, draft);
  const reply = await digestReply(store, readers, draft, { picture });
  const where =
    channel === undefined ? 'for you alone' : `in ${await channelName(store, viewer.workspace, channel)}`;
  return { ...reply, heading: `${reply.heading}, as it would be posted ${where} now` };
}

async function switchOn(hubbub: Hubbub, viewer: Viewer, words: readonly string[]): Promise<Reply> {
  const store = await hubbub.store();
  const { cron, zone, note, ...named } = parseOn(words);
  const channel = named.in && (await namedChannel(store, viewer, named.in));
  if (channel) checkMay(viewer);
  else if (!viewer.author)
    throw new UsageError('In which channel?', 'For instance: /digest on 09:00 Europe/Berlin in #general');
  const covers = await Promise.all(named.of.map((name) => namedChannel(store, viewer, name)));
  const id = channel ? channelDigest(channel) : personDigest(viewer.author!);
  const setup = {
    workspace: viewer.workspace,
    id,
    cron,
    zone,
    covers: covers.length > 0 ? covers : null,
    note,
  };
  await saveSetup(store, setup);
  const next = nextDue(setup, new Date());
  const heading = `There is a digest ${await placeWords(store, setup, viewer)} ${inWords(setup)}, from now on.`;
  const when = next ? `The first comes at ${wallClock(next, zone).replace('T', ' ')}.` : '';
  const what = channel
    ? 'It shows nothing that not everybody who reads that channel may see.'
    : 'It shows what you may see, and nobody else is shown it.';
  return {
    heading,
    parts: [{ kind: 'text', text: [when, what].filter(Boolean).join(' ') }],
    fallback: `${heading} ${when}`,
  };
}

async function switchOff(hubbub: Hubbub, viewer: Viewer, words: readonly string[]): Promise<Reply> {
  const store = await hubbub.store();
  const [name] = words.filter((word) => word.toLowerCase() !== 'in');
  const channel = name === undefined ? undefined : await namedChannel(store, viewer, name);
  if (channel) checkMay(viewer);
  else if (!viewer.author) throw new UsageError('In which channel?', 'For instance: /digest off in #general');
  const id = channel ? channelDigest(channel) : personDigest(viewer.author!);
  const place = await placeWords(store, { workspace: viewer.workspace, id }, viewer);
  if (!(await dropSetup(store, viewer.workspace, id)))
    throw new UsageError(`There is no digest ${place}.`, 'Say /digest to see which there are.');
  const heading = `There is no digest ${place} any more.`;
  return { heading, parts: [], fallback: heading };
}

/** Everybody in the channel gets to see it, as with the names of topics. */
function checkMay({ mayCurate }: Viewer): void {
  if (mayCurate) return;
  throw new HubbubError(
    'You may not set up digests for a channel: everybody there gets to see them.',
    'Ask a full member of this workspace to do it, or have one for yourself: /digest on 09:00',
  );
}

async function listDigests(hubbub: Hubbub, viewer: Viewer): Promise<Reply> {
  const store = await hubbub.store();
  const setups = (await setupsOf(store, viewer.workspace)).filter(({ id }) => mayRead(viewer, id));
  const lines = await Promise.all(
    setups.map(async (setup) => {
      const covers = setup.covers
        ? `, about ${(await Promise.all(setup.covers.map((id) => channelName(store, viewer.workspace, id)))).join(' and ')}`
        : '';
      return `${await placeWords(store, setup, viewer)} ${inWords(setup)}${covers}`;
    }),
  );
  const heading = lines.length === 1 ? '1 digest is set up' : `${lines.length || 'No'} digests are set up`;
  return {
    heading,
    parts: [
      ...(lines.length > 0 ? [{ kind: 'text' as const, text: lines.join('\n') }] : []),
      {
        kind: 'usage',
        entries: [
          { command: '/digest now', does: 'what mattered in the last day, for you' },
          {
            command: '/digest on 09:00 Europe/Berlin weekdays',
            does: 'the same every morning, for you alone',
          },
          { command: '/digest on 09:00 Europe/Berlin in #general', does: 'for everybody in a channel' },
          { command: '/digest preview in #general', does: 'what would be posted there now' },
          { command: '/digest last', does: 'the last one that was posted' },
          { command: '/digest off in #general', does: 'no more of them' },
        ],
      },
    ],
    fallback: `${heading}${lines.length > 0 ? `: ${lines.join('; ')}` : ''}`,
  };
}
