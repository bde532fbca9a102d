import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MessageItem, Part, Reply, TopicItem } from '../../src/commands/reply.ts';
import {
  faultsOf,
  flatten,
  pingsIn,
  type Sent,
  type SentMessage,
} from '../../test/fakes/discord/components.ts';
import { faultsOfCommands } from '../../test/fakes/discord/registration.ts';
import { Buttons } from './buttons.ts';
import { escaped } from './escape.ts';
import { discordHelp } from './help.ts';
import { commands } from './registration.ts';
import { renderReply } from './render.ts';

const render = (reply: Reply) => renderReply(reply, new Buttons());
const textOf = ({ components }: { components: unknown }) =>
  flatten(components as Sent[])
    .map(({ content }) => content)
    .filter(Boolean)
    .join('\n');

const text = fc.string({
  unit: fc.constantFrom(
    'a',
    ' ',
    '\n',
    '*',
    '`',
    '<',
    '@everyone',
    '<@123456789012345678>',
    '[x](https://evil.example)',
    '漢',
    '\u202e',
    '# ',
  ),
});
const long = fc.oneof(
  text,
  text.map((one) => one.repeat(60)),
);
const ts = fc.integer({ min: 0, max: 4e12 });
const message: fc.Arbitrary<MessageItem> = fc.record({
  id: text,
  author: long,
  channel: text,
  ts,
  text: long,
});
const action = fc.record({ id: text, label: long, command: long });
const topic: fc.Arbitrary<TopicItem> = fc.record({
  id: text,
  label: long,
  summary: long,
  keywords: fc.array(text),
  size: fc.nat(),
  pinned: fc.boolean(),
  people: fc.array(text),
  channels: fc.array(text),
  from: ts,
  to: ts,
  activity: fc.constant([]),
  quotes: fc.array(message, { maxLength: 3 }),
  actions: fc.array(action, { maxLength: 3 }),
});
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: long }),
  fc.record({ kind: fc.constant('note' as const), text: long }),
  fc.record({ kind: fc.constant('topics' as const), topics: fc.array(topic, { maxLength: 12 }) }),
  fc.record({ kind: fc.constant('messages' as const), messages: fc.array(message, { maxLength: 12 }) }),
  fc.record({
    kind: fc.constant('picture' as const),
    png: fc.uint8Array({ minLength: 1 }),
    alt: long,
    title: long,
  }),
  fc.record({ kind: fc.constant('actions' as const), actions: fc.array(action, { maxLength: 7 }) }),
);
const reply: fc.Arbitrary<Reply> = fc.record({
  heading: long,
  context: long,
  parts: fc.array(part, { maxLength: 4 }),
  fallback: long,
});

describe('renderReply', () => {
  test('whatever people write, Discord takes it, and nobody is called', () => {
    fc.assert(
      fc.property(reply, (one) => {
        const { files, ...rest } = render(one);
        const uploaded = new Map(files.map(({ name, attachment }) => [name, attachment]));
        const sent = { ...rest, files: uploaded } as unknown as SentMessage;
        expect(faultsOf(sent)).toEqual([]);
        expect(pingsIn(sent).length === 0 || textOf(sent as { components: unknown }).includes('\\')).toBe(
          true,
        );
        expect(textOf(sent as { components: unknown })).not.toMatch(
          /(?<!\\)@everyone|(?<!\\)<@|(?<!\\)\[x\]/,
        );
      }),
      { numRuns: 200 },
    );
  });

  test('a text of which nothing harmless is left is left out', () => {
    const one = {
      heading: 'Here',
      parts: [{ kind: 'text' as const, text: '\u202e'.repeat(3) }],
      fallback: 'Here',
    };
    const sent = render(one) as unknown as SentMessage;
    expect(faultsOf(sent)).toEqual([]);
  });

  test('ten topics with a button each fit, with buttons to go on', () => {
    const topics = Array.from({ length: 10 }, (_, i): TopicItem => {
      const quote = {
        id: '1',
        author: 'Ada',
        channel: 'office',
        ts: 0,
        text: 'the printer is out of paper again',
      };
      const times = { from: 0, to: 1, activity: [] };
      const names = { people: ['Ada', 'Bo'], channels: ['office'], keywords: ['paper', 'toner'] };
      const actions = [{ id: 'show', label: 'Messages', command: `/topics show ${i}` }];
      return {
        id: `${i}`,
        label: `Topic ${i}`,
        summary: '',
        size: 9,
        pinned: false,
        quotes: [quote, quote],
        ...times,
        ...names,
        actions,
      };
    });
    const actions = ['Previous', 'More', 'Last day', 'Last week', 'Everything'].map((label) => ({
      id: label,
      label,
      command: '/topics',
    }));
    const sent = render({
      heading: '30 topics',
      parts: [
        { kind: 'topics', topics },
        { kind: 'note', text: '20 more' },
        { kind: 'actions', actions },
      ],
      fallback: '',
    });
    expect(faultsOf(sent as unknown as SentMessage)).toEqual([]);
    const labels = flatten(sent.components as unknown as Sent[]).flatMap(({ label }) => label ?? []);
    expect(labels.filter((label) => label === 'Messages')).toHaveLength(10);
    expect(labels.slice(-5)).toEqual(actions.map(({ label }) => label));
  });

  test('what does not fit is left out from the end, and that is said', () => {
    const parts = Array.from({ length: 60 }, (_, i): Part => ({ kind: 'text', text: `line ${i}` }));
    const said = textOf(render({ heading: 'Much', parts, fallback: '' }));
    expect(said).toContain('line 0');
    expect(said).not.toContain('line 59');
    expect(said).toContain('does not fit');
  });
});

test('text is shown as it was written, and its links stay links', () => {
  expect(escaped('**a** _b_ <@1> https://example.com/a_b~c (see #x)')).toBe(
    '\\*\\*a\\*\\* \\_b\\_ \\<\\@1\\> https://example.com/a_b~c \\(see \\#x\\)',
  );
});

test('a button does what it says, also where that is longer than Discord lets it carry', () => {
  const buttons = new Buttons();
  for (const command of ['/topics --page 2', `/similar --page 2 ${'long '.repeat(50)}`]) {
    const { custom_id } = buttons.button({ id: 'more', label: 'More', command, replaces: true });
    expect(custom_id.length).toBeLessThanOrEqual(100);
    expect(buttons.press(custom_id)).toMatchObject({ command, replaces: true });
  }
  expect(buttons.press('kept:earlier:1')).toBeUndefined();
});

test('the commands are as Discord takes them, and help lists them all', () => {
  expect(faultsOfCommands(commands)).toEqual([]);
  const usage = JSON.stringify(discordHelp());
  for (const wanted of [
    '/topics [CHANNEL] [SINCE] [TOPIC]',
    '/similar TEXT',
    '/topic rename TOPIC [NAME]',
    '/hubbub privacy',
    'Find similar',
  ])
    expect(usage).toContain(wanted);
});
