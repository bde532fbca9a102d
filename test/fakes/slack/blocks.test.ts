import type { types } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { checkMessage, checkView } from './blocks.ts';
import { pingsIn } from './pings.ts';

const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text });
const section = (length: number): types.SectionBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: 'x'.repeat(length) },
});
const button = (fields: Partial<types.Button> = {}): types.Button => ({
  type: 'button',
  text: plain('More'),
  ...fields,
});
const actions = (elements: types.ActionsBlockElement[]): types.ActionsBlock => ({
  type: 'actions',
  elements,
});
const times = <T>(n: number, item: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => item(i));
const options = (n: number, length = 3) =>
  times(n, (i) => ({ text: plain(`o${i}`.padEnd(length, 'o')), value: String(i) }));

describe('a message', () => {
  test.each<[string, types.KnownBlock[]]>([
    ['the longest section', [section(3000)]],
    ['the longest header', [{ type: 'header', text: plain('x'.repeat(150)) }]],
    ['50 blocks', times(50, () => ({ type: 'divider' }))],
    ['25 buttons', [actions(times(25, (i) => button({ action_id: `b${i}` })))]],
    ['10 context elements', [{ type: 'context', elements: times(10, () => plain('x')) }]],
  ])('may have %s', (_, blocks) => {
    expect(checkMessage({ text: 'x', blocks })).toEqual([]);
  });

  test.each<[string, types.AnyBlock[]]>([
    ['a longer section', [section(3001)]],
    ['an empty section', [section(0)]],
    ['a longer header', [{ type: 'header', text: plain('x'.repeat(151)) } as types.HeaderBlock]],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } } as never]],
    ['51 blocks', times(51, () => ({ type: 'divider' }))],
    ['26 buttons', [actions(times(26, () => button()))]],
    ['no buttons', [actions([])]],
    ['a longer button', [actions([button({ text: plain('x'.repeat(76)) })])]],
    ['a longer value', [actions([button({ value: 'x'.repeat(2001) })])]],
    ['a longer action id', [actions([button({ action_id: 'x'.repeat(256) })])]],
    ['one action id twice', [actions([button({ action_id: 'a' })]), actions([button({ action_id: 'a' })])]],
    ['one block id twice', times(2, () => ({ type: 'divider', block_id: 'b' }))],
    [
      '11 context elements',
      [{ type: 'context', elements: times(11, () => plain('x')) } as types.ContextBlock],
    ],
    ['101 options', [actions([{ type: 'static_select', options: options(101) }])]],
    ['6 overflow options', [actions([{ type: 'overflow', options: options(6) }])]],
    ['a longer option', [actions([{ type: 'static_select', options: options(1, 76) }])]],
    [
      'an input',
      [{ type: 'input', label: plain('x'), element: { type: 'plain_text_input' } } as types.InputBlock],
    ],
    ['an unknown block', [{ type: 'marquee' }]],
  ])('may not have %s', (_, blocks) => {
    expect(checkMessage({ text: 'x', blocks })).toContainEqual(
      expect.objectContaining({ error: 'invalid_blocks' }),
    );
  });

  test('may not be too long as a whole, nor say nothing', () => {
    expect(checkMessage({ text: 'x'.repeat(40_001) })).toMatchObject([{ error: 'msg_too_long' }]);
    expect(checkMessage({ blocks: times(5, () => section(2900)) })).toMatchObject([
      { error: 'msg_blocks_too_long' },
    ]);
    expect(checkMessage({})).toMatchObject([{ error: 'no_text' }]);
  });
});

test('a modal has a short title, a submit button for its inputs and at most 100 blocks', () => {
  const input: types.InputBlock = { type: 'input', label: plain('x'), element: { type: 'plain_text_input' } };
  const modal: types.ModalView = {
    type: 'modal',
    title: plain('Rename'),
    submit: plain('Save'),
    blocks: [input],
  };
  expect(checkView(modal)).toEqual([]);
  expect(checkView({ ...modal, title: plain('x'.repeat(25)) })).toHaveLength(1);
  expect(checkView({ ...modal, submit: undefined })).toHaveLength(1);
  expect(checkView({ ...modal, private_metadata: 'x'.repeat(3001) })).toHaveLength(1);
  expect(checkView({ ...modal, blocks: times(101, () => ({ type: 'divider' })) })).toHaveLength(1);
});

test('mentions that would notify somebody are found wherever they hide', () => {
  const rich = (element: object) => [
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] },
  ];
  expect(pingsIn({ text: '<!channel> <@U123|ada> <!subteam^S1> <!here|here>' })).toHaveLength(4);
  expect(pingsIn({ blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '<!everyone>' } }] })).toEqual([
    '<!everyone>',
  ]);
  expect(pingsIn({ blocks: rich({ type: 'broadcast', range: 'here' }) })).toEqual(['<!here>']);
  expect(pingsIn({ blocks: rich({ type: 'user', user_id: 'U1' }) })).toEqual(['<@U1>']);
  expect(pingsIn({ text: '&lt;!channel&gt; @here <https://example.com|@ada>' })).toEqual([]);
  expect(pingsIn({ blocks: [{ type: 'header', text: plain('<!channel>') }] })).toEqual([]);
});
