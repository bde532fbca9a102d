import { expect, test } from 'vitest';
import type { Message } from '../../src/message.ts';
import { Heard } from './heard.ts';

const minute = 60_000;
const channel = { id: 'C1', name: 'ops', isPrivate: false };
const secret = { id: 'C2', name: 'secret', isPrivate: true };
const at = (minutes: number): Message[] => [
  { workspace: 'slack:T1', channel: 'C1', id: 'C1/1', author: 'U1', ts: minutes * minute, text: 'hello' },
];

function listen() {
  const missing: string[] = [];
  return { missing, heard: new Heard((subscription) => missing.push(subscription), 0) };
}

test('a message that is read though nobody told of it gives a missing subscription away, once', () => {
  const { missing, heard } = listen();
  heard.read(channel, at(3), 8 * minute);
  heard.read(channel, at(3), 16 * minute);
  heard.read(secret, at(3), 16 * minute);
  expect(missing).toEqual(['message.channels', 'message.groups']);
});

test('messages of before, those on their way, and channels that are heard of say nothing', () => {
  const { missing, heard } = listen();
  heard.read(channel, at(0.5), 8 * minute);
  heard.read(channel, at(7.5), 8 * minute);
  heard.told(channel);
  heard.read(channel, at(3), 8 * minute);
  expect(missing).toEqual([]);
});
