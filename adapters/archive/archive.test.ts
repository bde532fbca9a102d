import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { importArchive } from '../../src/collect/import.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { type Receiving, receivingContract } from '../../test/contract/adapter.ts';
import { storedMessages } from '../../test/contract/stored.ts';
import { newDataFolder } from '../../test/data-folder.ts';
import { readArchive } from './read.ts';

const opened: { store: Store; folders: string[] }[] = [];
afterAll(async () => {
  for (const { store, folders } of opened) {
    await store.close();
    for (const folder of folders) await rm(folder, { recursive: true });
  }
});

interface Line {
  id: string;
  who: string;
  text: string;
  /** In milliseconds since the epoch. */
  at: number;
  thread?: string;
  edited?: boolean;
}

/** Everything that was said is exported anew, and imported, whenever the store is looked at. */
function exporting(
  workspace: string,
  idOf: (line: Line) => string,
  write: (folder: string, lines: readonly Line[]) => Promise<string>,
): () => Promise<Receiving> {
  return async () => {
    const [dataDir, folder] = await Promise.all([newDataFolder(), mkdtemp(join(tmpdir(), 'hubbub-export-'))]);
    const store = await openStore({ dataDir });
    opened.push({ store, folders: [dataDir, folder] });
    const lines = new Map<string, Line>();
    return {
      workspace,
      async say(who, text, { answers, at = Date.now() } = {}) {
        const line: Line = { id: `${lines.size + 1}`, who, text, at };
        if (answers) line.thread = lines.get(answers.id)!.id;
        lines.set(idOf(line), line);
        return { id: idOf(line) };
      },
      async edit({ id }, text) {
        lines.set(id, { ...lines.get(id)!, text, edited: true });
      },
      async stored() {
        await importArchive(store, readArchive(await write(folder, [...lines.values()]), { workspace }));
        return storedMessages(store, workspace);
      },
    };
  };
}

receivingContract(
  'a JSONL archive',
  exporting(
    'test:jsonl',
    ({ id }) => id,
    async (folder, lines) => {
      const path = join(folder, 'chat.jsonl');
      const rows = lines.map(({ id, who, text, at, thread }) => ({
        id,
        channel: 'general',
        user: who,
        ts: new Date(at).toISOString(),
        text,
        ...(thread && { threadId: thread }),
      }));
      await writeFile(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      return path;
    },
  ),
);

const tsOf = ({ at, id }: Pick<Line, 'at' | 'id'>) => `${(at / 1000).toFixed(3)}${id.padStart(3, '0')}`;

receivingContract(
  'a Slack export',
  exporting(
    'slack:T0000TEST',
    (line) => `C000GENERAL/${tsOf(line)}`,
    async (folder, lines) => {
      const byId = new Map(lines.map((line) => [line.id, line]));
      const users = ['ada', 'bo'].map((name) => ({
        id: `U${name.toUpperCase()}`,
        name,
        team_id: 'T0000TEST',
      }));
      const day = lines.map((line) => ({
        type: 'message',
        ts: tsOf(line),
        user: `U${line.who.toUpperCase()}`,
        text: line.text,
        ...(line.thread && { thread_ts: tsOf(byId.get(line.thread)!) }),
        ...(line.edited && { edited: { user: 'UADA', ts: tsOf({ ...line, at: line.at + 1_000 }) } }),
      }));
      await mkdir(join(folder, 'general'), { recursive: true });
      await writeFile(join(folder, 'users.json'), JSON.stringify(users));
      await writeFile(
        join(folder, 'channels.json'),
        JSON.stringify([{ id: 'C000GENERAL', name: 'general' }]),
      );
      await writeFile(join(folder, 'general', '2025-05-05.json'), JSON.stringify(day));
      return folder;
    },
  ),
);
