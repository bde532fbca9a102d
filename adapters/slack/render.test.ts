import type { types } from '@slack/bolt';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MessageItem, Part, Reply, TopicItem } from '../../src/commands/reply.ts';
import { checkMessage } from '../../test/fakes/slack/blocks.ts';
import { pingsIn } from '../../test/fakes/slack/pings.ts';
import { renderReply } from './render.ts';

const day = 86_400_000;
const message = (text: string, i = 0): MessageItem => ({
  id: `C1/${i}`,
  author: text.slice(0, 200),
  channel: text.slice(0, 80),
  ts: Date.UTC(2025, 4, 5) + i * day,
  text,
  permalink:
    'https://acme.slack.com/archives/C0123456789/p1746439200000100?thread_ts=1746439200.000100&cid=C0123456789',
  match: { similarity: 0.7312, percentile: 99.97, words: 'strongly related', why: [text.slice(0, 50)] },
});
const topic = (text: string, i: number): TopicItem => ({
  id: `0a1b2c${i}`,
  label: text,
  summary: text,
  keywords: [text, `word ${i}`],
  size: i + 1,
  pinned: i === 0,
  people: [text, 'Ada', 'Bo', 'Cleo'],
  channels: [text, 'general'],
  from: Date.UTC(2025, 4, 5),
  to: Date.UTC(2025, 4, 7),
  activity: [],
  quotes: [message(text), message(text)],
  actions: [
    { id: 'show', label: 'Messages', command: `/topics show 0a1b2c${i}` },
    {
      id: 'rename',
      label: 'Rename',
      command: `/topics rename 0a1b2c${i}`,
      asks: { title: 'Rename a topic', label: 'Name', initial: text },
    },
  ],
});
const reply = (text: string, parts: Part[]): Reply => ({
  heading: text,
  context: text,
  period: { from: 0, to: day },
  parts,
  fallback: text,
});
const everything = (text: string): Reply[] => [
  reply(text, [
    { kind: 'topics', topics: Array.from({ length: 10 }, (_, i) => topic(text, i)) },
    { kind: 'note', text },
    {
      kind: 'actions',
      actions: [{ id: 'more', label: text, command: `/similar --page 2 ${text}`, replaces: true }],
    },
  ]),
  reply(text, [{ kind: 'messages', messages: Array.from({ length: 10 }, (_, i) => message(text, i)) }]),
  reply(text, [
    { kind: 'text', text },
    { kind: 'picture', png: new Uint8Array(8), alt: text, title: text },
    { kind: 'usage', entries: [{ command: text, does: text }] },
    { kind: 'checks', checks: [{ name: text, state: 'problem', finding: text, fix: text }] },
  ]),
];

function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: string; text?: string };
  return type === 'mrkdwn' ? [text!] : Object.values(value).flatMap(mrkdwnIn);
}

describe('whatever people wrote', () => {
  const piece = fc.constantFrom(
    '<!channel>',
    '<@U12345678>',
    '<https://evil.example|bank>',
    '&',
    '<',
    '>',
    '*',
    '_',
    '`',
    '\n',
    '\u202e',
    '\x1b[2J',
    '👩‍👩‍👧',
    '\ud83d',
    ' word',
    'x'.repeat(500),
  );
  const texts = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

  test('Slack takes the message, and nobody is called', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const one of everything(text)) {
          const pictures = one.parts.filter((part) => part.kind === 'picture');
          const uploaded = renderReply(one, new Map(pictures.map((picture) => [picture, 'F0123456789'])));
          expect(checkMessage(uploaded)).toEqual([]);
          const rendered = renderReply(one);
          expect(checkMessage(rendered)).toEqual([]);
          expect(pingsIn(rendered)).toEqual([]);
          for (const said of [rendered.text, ...mrkdwnIn(rendered.blocks)])
            expect(said).not.toMatch(/<https:..evil|<@|<!(?!date)|\u202e|\p{Cc}(?<!\n)/u);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a list too long for one message is cut where a block ends, and that is said', () => {
    const topics = Array.from({ length: 60 }, (_, i) => topic('&'.repeat(300), i));
    const rendered = renderReply(reply('Many', [{ kind: 'topics', topics }]));
    expect(checkMessage(rendered)).toEqual([]);
    expect(JSON.stringify(rendered.blocks.at(-1))).toContain('does not fit');
  });
});

test('every message links to its place and says how close it is', () => {
  const { blocks, text } = renderReply(
    reply('Similar', [{ kind: 'messages', messages: [message('the lift <3')] }]),
  );
  const section = blocks.find((block): block is types.SectionBlock => block.type === 'section')!;
  expect(section.text!.text).toContain(
    '<https://acme.slack.com/archives/C0123456789/p1746439200000100?thread_ts=',
  );
  expect(section.text!.text).toContain('> *the* *lift* *&lt;3*');
  expect(section.text!.text).toContain('strongly related 73%');
  expect(section.text!.text).toContain('closer than 99.9% of random pairs');
  expect(text).toBe('Similar');
});

test('buttons tell people who do not see them what they are about', () => {
  const { blocks } = renderReply(reply('Topics', [{ kind: 'topics', topics: [topic('Printers', 0)] }]));
  const actions = blocks.find((block): block is types.ActionsBlock => block.type === 'actions')!;
  expect(actions.elements).toMatchObject([
    { accessibility_label: 'Messages: Printers' },
    { accessibility_label: 'Rename: Printers' },
  ]);
});
