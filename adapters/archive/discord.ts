import type { ArchiveItem } from '../adapter.ts';
import type { DiscordNames } from '../discord/text.ts';
import { isWritten, placeOf, toMessage } from '../discord/to-message.ts';
import { type DiscordHead, DiscordMessage } from './discord-message.ts';
import type { ArchiveFile } from './files.ts';
import { BrokenJson, findValues } from './json.ts';
import { problem } from './problem.ts';
import { parseTime } from './time.ts';

/** Reads a file of DiscordChatExporter; `channels` are the names of all channels in the export, by id. */
export async function* readDiscord(
  file: ArchiveFile,
  head: DiscordHead,
  workspace: string,
  channels: ReadonlyMap<string, string>,
): AsyncGenerator<ArchiveItem> {
  const { guild, channel } = head;
  const place = placeOf({ ...channel, parentId: channel.categoryId, parentName: channel.category });
  if (!place) {
    yield problem(file.path, 'holds direct messages, which are never read');
    return;
  }
  let index = 0;
  try {
    for await (const { value } of findValues(await file.open(), ['messages'])) {
      const position = `message ${++index}`;
      const raw = DiscordMessage.safeParse(value);
      const ts = raw.success ? parseTime(raw.data.timestamp) : undefined;
      if (!raw.success)
        yield problem(
          file.path,
          `its ${raw.error.issues[0]!.path.join('.') || 'form'} is not as Discord has it`,
          position,
        );
      else if (ts === undefined) yield problem(file.path, 'its timestamp is no time', position);
      else if (isWritten(raw.data)) {
        const names = namesIn(raw.data, channels);
        const message = toMessage(raw.data, ts, { guild: guild.id, channel: channel.id, place, names });
        if (message.text) yield { kind: 'message', message: { workspace, ...message } };
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error;
    yield problem(file.path, `broken JSON: ${error.message}`, `byte ${error.byte}, after ${index} messages`);
  }
}

const namesIn = (m: DiscordMessage, channels: ReadonlyMap<string, string>): DiscordNames => ({
  user: (id) => {
    const found = m.mentions.find((mention) => mention?.id === id);
    return found?.nickname || found?.name || undefined;
  },
  role: (id) => m.author.roles.find((role) => role?.id === id)?.name ?? undefined,
  channel: (id) => channels.get(id),
});
