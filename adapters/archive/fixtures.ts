import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { onTestFinished } from 'vitest';
import { ZipFile } from 'yazl';
import type { Message } from '../../src/message.ts';
import type { ArchiveItem, Problem } from '../adapter.ts';
import { type ReadOptions, readArchive } from './read.ts';

/** Files by path; what is not text already becomes JSON. */
export type Tree = Record<string, unknown>;

const asText = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content));

/** A temporary folder with these files in it, gone after the test. */
export async function folder(tree: Tree, name = 'acme'): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'hubbub-archive-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const base = join(root, name);
  await mkdir(base, { recursive: true });
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(base, path)), { recursive: true });
    await writeFile(join(base, path), asText(content));
  }
  return base;
}

/** The same files as a zip. */
export async function zip(tree: Tree, name = 'acme.zip'): Promise<string> {
  const path = join(await folder({}), name);
  const file = new ZipFile();
  for (const [entry, content] of Object.entries(tree)) file.addBuffer(Buffer.from(asText(content)), entry);
  file.end();
  await pipeline(file.outputStream, createWriteStream(path));
  return path;
}

/** Everything an archive yields, sorted by kind. */
export async function readAll(path: string, options?: ReadOptions) {
  const messages: Message[] = [];
  const problems: Problem[] = [];
  const checkpoints: Extract<ArchiveItem, { kind: 'checkpoint' }>[] = [];
  for await (const item of readArchive(path, options)) {
    if (item.kind === 'message') messages.push(item.message);
    else if (item.kind === 'problem') problems.push(item.problem);
    else checkpoints.push(item);
  }
  return { messages, problems, checkpoints };
}
