import { rm } from 'node:fs/promises';
import { afterAll } from 'vitest';
import { runCommand } from '../../src/commands/run.ts';
import { loadConfig } from '../../src/config.ts';
import { assemble, type Hubbub } from '../../src/hubbub.ts';
import { type LiveHost, openHost } from '../../src/live/host.ts';
import { operator } from '../../src/viewer.ts';
import { type Answering, answeringContract } from '../../test/contract/adapter.ts';
import { newDataFolder } from '../../test/data-folder.ts';
import { render } from './render.ts';

let dataDir: string;
let hubbub: Hubbub;
let host: LiveHost;

answeringContract('the terminal', openTerminal);
afterAll(async () => {
  await host.close();
  await hubbub.close();
  await rm(dataDir, { recursive: true });
});

/** What a person at the terminal types and reads; the messages come from elsewhere. */
async function openTerminal(): Promise<Answering> {
  dataDir = await newDataFolder();
  hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
  host = await openHost(hubbub, {
    onTrouble(where, error) {
      console.error(where, error);
    },
  });
  const printed: string[] = [];
  let count = 0;
  return {
    async say(author, text) {
      const id = `m${++count}`;
      const channel = { channel: 'c1', channelName: 'general' };
      const permalink = `https://chat.example/general/${id}`;
      await host.receive({ workspace: 'test:t1', ...channel, id, author, ts: Date.now(), text, permalink });
      return { id };
    },
    async ask(_, line) {
      const reply = await runCommand(hubbub, operator('test:t1'), line);
      const text = render(reply, { width: 200, paint: (_, plain) => plain });
      printed.push(text);
      const links = text.match(/^ *\S.*(https:\/\/chat\.example\/\S+)$/gm) ?? [];
      return { text, links, private: true };
    },
    harm: () => printed.flatMap((text) => text.match(/(?!\n)[\p{Cc}\p{Cf}]/gu) ?? []),
  };
}
