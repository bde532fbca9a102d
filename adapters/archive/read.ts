import { HubbubError } from '../../src/errors.ts';
import type { ArchiveItem } from '../adapter.ts';
import { readDiscord } from './discord.ts';
import type { DiscordHead } from './discord-message.ts';
import { type ArchiveFile, type Files, FORMS, listFiles } from './files.ts';
import { readJsonl } from './jsonl.ts';
import { problem } from './problem.ts';
import { recognise } from './recognise.ts';
import { readSlackDay } from './slack.ts';
import { channelFolder, isDayFile, SlackExport } from './slack-export.ts';

export interface ReadOptions {
  /** Key of the workspace that the messages belong to, instead of the one found in the export. */
  workspace?: string;
  /** Says that a file was read before, to the end and unchanged: it is skipped. */
  isDone?(file: string, fingerprint: string, workspace: string): boolean;
}

/** A file, how its content is read, and the workspace it belongs to. */
interface Part {
  file: ArchiveFile;
  workspace: string;
  fingerprint?: string;
  read(): AsyncIterable<ArchiveItem>;
}

/**
 * Reads a Slack export (folder or zip), DiscordChatExporter JSON (a file or a folder of them) or JSONL, recognised by
 * content, as a stream: a file of any size takes little memory. A checkpoint follows the last message of each file;
 * what cannot be read comes as a problem, and the rest goes on.
 *
 * @throws HubbubError when there is nothing at the path, it may not be read, or it is no export.
 * @example
 * for await (const item of readArchive('acme-export.zip')) if (item.kind === 'message') console.log(item.message.text);
 */
export async function* readArchive(path: string, options: ReadOptions = {}): AsyncGenerator<ArchiveItem> {
  const archive = await listFiles(path);
  try {
    let parts = 0;
    for await (const part of findParts(archive, options)) {
      if ('kind' in part) yield part;
      else {
        parts++;
        yield* readPart(part, options);
      }
    }
    if (parts === 0) throw new HubbubError(`${path} holds no export that Hubbub knows.`, FORMS);
  } finally {
    archive.close();
  }
}

async function* readPart(
  { file, workspace, fingerprint: extra, read }: Part,
  { isDone }: ReadOptions,
): AsyncGenerator<ArchiveItem> {
  try {
    const own = (await file.describe()).fingerprint;
    const fingerprint = own + (extra ?? '');
    if (isDone?.(file.path, fingerprint, workspace)) return;
    yield* read();
    yield { kind: 'checkpoint', workspace, file: file.path, fingerprint };
  } catch (error) {
    yield problem(file.path, `cannot be read: ${(error as Error).message}`);
  }
}

async function* findParts(archive: Files, options: ReadOptions): AsyncGenerator<Part | ArchiveItem> {
  const days = archive.files.filter((f) => isDayFile(f.path));
  if (await anyArray(days.slice(0, LOOKED_AT))) yield* slackParts(archive, days, options);
  else yield* otherParts(archive, options);
}

/** Day files whose content is looked at before a folder with such names is taken for a Slack export. */
const LOOKED_AT = 5;

async function anyArray(files: readonly ArchiveFile[]): Promise<boolean> {
  for (const file of files) if ((await recognise(file).catch(() => undefined))?.form === 'array') return true;
  return false;
}

async function* slackParts(
  archive: Files,
  days: ArchiveFile[],
  options: ReadOptions,
): AsyncGenerator<Part | ArchiveItem> {
  const slack = await SlackExport.survey(archive);
  for (const { file, reason } of slack.broken) yield problem(file, reason);
  const workspace = options.workspace ?? slack.workspace;
  for (const file of days) {
    if (slack.isDirect(channelFolder(file.path))) continue;
    yield {
      file,
      workspace,
      fingerprint: slack.fingerprint,
      read: () => readSlackDay(file, slack, workspace),
    };
  }
}

async function* otherParts({ files, name }: Files, options: ReadOptions): AsyncGenerator<Part | ArchiveItem> {
  const discord: { file: ArchiveFile; head: DiscordHead }[] = [];
  const rows: ArchiveFile[] = [];
  const unknown: ArchiveItem[] = [];
  for (const file of files) {
    try {
      const form = await recognise(file);
      if (form?.form === 'discord') discord.push({ file, head: form.head });
      else if (form?.form === 'jsonl') rows.push(file);
      else unknown.push(problem(file.path, 'is neither a Discord export nor JSONL'));
    } catch (error) {
      unknown.push(problem(file.path, `cannot be read: ${(error as Error).message}`));
    }
  }
  if (discord.length + rows.length > 0) yield* unknown;
  const channels = new Map(
    discord.map(({ head }) => [head.channel.id, head.channel.name ?? head.channel.id]),
  );
  for (const { file, head } of discord) {
    const workspace = options.workspace ?? `discord:${head.guild.id}`;
    yield { file, workspace, read: () => readDiscord(file, head, workspace, channels) };
  }
  const workspace = options.workspace ?? `jsonl:${name}`;
  for (const file of rows) {
    const channel = file.path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
    yield { file, workspace, read: () => readJsonl(file, workspace, channel) };
  }
}
