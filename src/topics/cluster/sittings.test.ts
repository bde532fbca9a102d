import { expect, it } from 'vitest';
import { findSittings } from './sittings.ts';

const said = (id: string, hours: number, threadId?: string) => ({
  id,
  channel: 'c',
  author: 'ada',
  ts: hours * 3_600_000,
  text: id,
  ...(threadId && { threadId }),
});

it('cuts a conversation at night, but neither a thread nor what goes on', () => {
  const messages = [
    said('a', 0, 'a'),
    said('b', 1),
    said('other', 2),
    said('next day', 24),
    said('late answer', 25, 'a'),
    said('later', 26),
  ];
  expect([...findSittings(messages, Int32Array.of(0, 0, 1, 0, 0, 1))]).toEqual([0, 0, 1, 2, 0, 3]);
});
