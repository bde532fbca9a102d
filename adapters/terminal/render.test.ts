import { styleText } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { MessageItem, Reply, TopicItem } from '../../src/commands/reply.ts';
import { type Page, shorten, sparkline } from './page.ts';
import { render } from './render.ts';

const plain: Page = { width: 80, paint: (_, text) => text };
const coloured: Page = {
  width: 80,
  paint: (style, text) => styleText(style, text, { validateStream: false }),
};

const message: MessageItem = {
  id: 's1',
  author: 'Mira',
  channel: 'ops',
  ts: Date.UTC(2025, 8, 8, 9),
  text: 'We rotate the staging keys on friday, all of them.',
};
const topic: TopicItem = {
  id: 't1',
  label: 'Staging keys',
  summary: '',
  keywords: ['staging keys', 'rotation', 'vault'],
  size: 12,
  pinned: false,
  people: ['Mira', 'Ole', 'Kaj', 'Ida', 'Bo'],
  channels: ['ops', 'general'],
  from: Date.UTC(2025, 8, 8, 12),
  to: Date.UTC(2025, 8, 12, 12),
  activity: [0, 4, 8, 0],
  quotes: [message],
};
const reply = (part: Reply['parts'][number]): Reply => ({ heading: 'Heading', parts: [part], fallback: '' });

describe('topics', () => {
  test('show name, size, activity, places, people, days, keywords and a quote', () => {
    const text = render(reply({ kind: 'topics', topics: [topic] }), plain);
    for (const piece of [
      'Staging keys',
      '12 messages',
      '·▄█·',
      '#ops, #general',
      'Mira, Ole, Kaj and 2 more',
    ])
      expect(text).toContain(piece);
    for (const piece of [
      '8 – 12 Sept 2025',
      'rotation · vault',
      '“We rotate the staging keys',
      '— Mira',
      't1',
    ])
      expect(text).toContain(piece);
  });

  test('stay within the page, however long and hostile names are', () => {
    const long = '\x1b[31mwide 日本語 '.repeat(40);
    const hostile = { ...topic, label: long, keywords: [long], people: [long], channels: [long] };
    hostile.quotes = [{ ...message, text: long, author: 'Mira' }];
    const text = render(reply({ kind: 'topics', topics: [hostile] }), plain);
    expect(text).not.toContain('\x1b');
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(plain.width);
  });
});

describe('messages', () => {
  const match = {
    similarity: 0.734,
    percentile: 99.97,
    words: 'strongly related',
    why: ['staging'],
  } as const;

  test('say how close they are in words, percent and rank, and never round up to all', () => {
    const text = render(
      reply({ kind: 'messages', messages: [{ ...message, match: { ...match, why: ['staging'] } }] }),
      plain,
    );
    expect(text).toContain('strongly related 73%');
    expect(text).toContain('closer than 99.9% of random pairs · shares staging');
  });

  test('have the shared terms highlighted, whatever signs these hold', () => {
    const text = render(
      reply({
        kind: 'messages',
        messages: [{ ...message, text: 'c++ (staging)', match: { ...match, why: ['c++', 'staging'] } }],
      }),
      coloured,
    );
    const mark = (word: string) => coloured.paint(['bold', 'yellow'], word);
    expect(text).toContain(`${mark('c++')} (${mark('staging')})`);
  });

  test('are shortened when long', () => {
    const text = render(
      reply({ kind: 'messages', messages: [{ ...message, text: 'word '.repeat(1000) }] }),
      plain,
    );
    expect(text.length).toBeLessThan(1000);
    expect(text).toContain('…');
  });
});

test('shorten counts columns, not characters, and never cuts a character in two', () => {
  expect(shorten('日本語日本語', 7)).toBe('日本語…');
  expect(shorten('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 4)).toBe('👩‍👩‍👧…');
  expect(shorten('short', 10)).toBe('short');
});

test('a sparkline shows silence as a dot', () => {
  expect(sparkline([0, 1, 8])).toBe('·▁█');
});
