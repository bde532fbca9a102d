import { ChannelType, type NonThreadGuildBasedChannel, type REST, Routes } from 'discord.js';
import { managesThreads } from './channels.ts';
import type { ArchivedThread } from './history.ts';
import { patiently } from './patience.ts';

const PAGE = 100;

interface Listed extends ArchivedThread {
  thread_metadata: { archive_timestamp: string };
}

/** The closed threads of a channel that the bot may read, page by page: public ones, then private ones. */
export async function* archivedThreads(
  reader: REST,
  channel: NonThreadGuildBasedChannel,
  signal: AbortSignal,
): AsyncGenerator<ArchivedThread> {
  const at = (one: Listed) => one.thread_metadata.archive_timestamp;
  yield* list(Routes.channelThreads(channel.id, 'public'), at);
  if (channel.type !== ChannelType.GuildText) return;
  // Listing those that the bot is not in takes a permission that it does not ask for.
  if (managesThreads(channel, channel.guild.members.me!))
    yield* list(Routes.channelThreads(channel.id, 'private'), at);
  else yield* list(Routes.channelJoinedArchivedThreads(channel.id), ({ id }) => id);

  async function* list(
    route: `/${string}`,
    cursorOf: (one: Listed) => string,
  ): AsyncGenerator<ArchivedThread> {
    let before: string | undefined;
    for (;;) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(before && { before }) });
      const page = (await patiently(() => reader.get(route, { query, signal }), signal)) as {
        threads: Listed[];
        has_more: boolean;
      };
      yield* page.threads;
      const last = page.threads.at(-1);
      if (!page.has_more || !last) return;
      before = cursorOf(last);
    }
  }
}
