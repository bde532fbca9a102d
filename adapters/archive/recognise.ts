import { DiscordHead } from './discord-message.ts';
import type { ArchiveFile } from './files.ts';
import { findValues, once } from './json.ts';
import { lines } from './lines.ts';

/** What a file turned out to be, by its content. */
export type Form = { form: 'discord'; head: DiscordHead } | { form: 'jsonl' } | { form: 'array' } | undefined;

const HEAD = 1 << 16;
/** Lines looked at before a file is given up as JSONL. */
const LINES = 20;

/** Recognises a file by its first 64 KB. */
export async function recognise(file: ArchiveFile): Promise<Form> {
  const head = await readHead(file);
  const start = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (start.startsWith('[')) return { form: 'array' };
  if (!start.startsWith('{')) return (await looksLikeRows(head)) ? { form: 'jsonl' } : undefined;
  const discord = await discordHead(head);
  if (discord) return { form: 'discord', head: discord };
  return (await looksLikeRows(head)) ? { form: 'jsonl' } : undefined;
}

async function readHead(file: ArchiveFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = await file.open(HEAD);
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD);
}

async function discordHead(head: Buffer): Promise<DiscordHead | undefined> {
  const found: Record<string, unknown> = {};
  try {
    for await (const { key, value } of findValues(once(head), ['guild', 'channel'])) {
      found[key] = value;
      if ('guild' in found && 'channel' in found) break;
    }
  } catch {
    // The head of a larger file always breaks off.
  }
  const parsed = DiscordHead.safeParse(found);
  return parsed.success ? parsed.data : undefined;
}

async function looksLikeRows(head: Buffer): Promise<boolean> {
  for await (const { number, text } of lines(once(head), HEAD)) {
    if (number > LINES) return false;
    if (isRow(text ?? '')) return true;
  }
  return false;
}

function isRow(line: string): boolean {
  try {
    const row = JSON.parse(line);
    return typeof row === 'object' && row !== null && 'text' in row && 'id' in row;
  } catch {
    // A first row may be longer than the head; its fields still show.
    return line.length > HEAD / 2 && line.startsWith('{') && line.includes('"text"');
  }
}
