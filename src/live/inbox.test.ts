import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDataFolder } from '../../test/data-folder.ts';
import type { Message } from '../message.ts';
import { messages } from '../store/schema.ts';
import { openStore, type Store } from '../store/store.ts';
import { Inbox } from './inbox.ts';

let dataDir: string;
let store: Store;
beforeAll(async () => {
  dataDir = await newDataFolder();
  store = await openStore({ dataDir });
});
afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const message = (id: string): Message => ({
  workspace: 'test:inbox',
  channel: 'c',
  id,
  author: 'ada',
  ts: Date.now(),
  text: `message ${id}`,
});
const ids = async () =>
  (await store.db.select({ id: messages.id }).from(messages)).map(({ id }) => id).toSorted();

test('what arrives the moment that the one before is stored is stored as well', async () => {
  const inbox = new Inbox(store);
  for (const id of ['a', 'b', 'c']) await inbox.receive(message(id));
  expect(await ids()).toEqual(['a', 'b', 'c']);
  await inbox.close();
});

test('what is deleted after it came is gone, however fast that is', async () => {
  const inbox = new Inbox(store);
  await Promise.all([
    inbox.receive(message('d')),
    inbox.remove('test:inbox', ['d']),
    inbox.receive(message('e')),
  ]);
  expect(await ids()).toEqual(['a', 'b', 'c', 'e']);
  await inbox.close();
});
