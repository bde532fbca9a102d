import { describe, expect, test } from 'vitest';
import { decisionsAmong } from './decisions.ts';
import { excerpt } from './excerpt.ts';
import type { Said } from './gather.ts';
import { asks, openAmong, questionsAmong } from './questions.ts';
import { typicalOf } from './typical.ts';

const HOUR = 3_600_000;
let count = 0;
const said = (text: string, more: Partial<Said> = {}): Said => ({
  id: `m${++count}`,
  channel: 'c',
  author: 'ada',
  bot: false,
  ts: count * 60_000,
  text,
  threadId: null,
  replyTo: null,
  topic: 't',
  similarity: 0.5,
  conversation: null,
  ...more,
});

describe('excerpt', () => {
  test.each([
    ['Hi all! The deploy failed again. It was the cache.', 'The deploy failed again. It was the cache.'],
    [
      'the log is here: https://example.org/x ```\nstack\n``` and the cache is full',
      'the log is here and the cache is full',
    ],
    ['@Maya Lin can you restart the worker', 'Maya Lin can you restart the worker'],
  ])('%j says %j', (text, wanted) => {
    expect(excerpt(text).replace(/\s+/g, ' ')).toBe(wanted);
  });

  test('it is one line of bounded length, whatever was written', () => {
    const line = excerpt(`${'words without an end '.repeat(100)}\n\nand more`);
    expect(line.length).toBeLessThanOrEqual(220);
    expect(line).not.toContain('\n');
    expect(line.endsWith('…')).toBe(true);
  });
});

describe('questions', () => {
  test.each([
    ['how do I restart the import worker?', true],
    ['the release is on friday, right?', false],
    ['what?', false],
    ['let x := foo? bar', false],
    ['the worker restarts every night', false],
  ])('%j asks something: %s', (sentence, wanted) => {
    expect(asks(sentence)).toBe(wanted);
  });

  test('a question is open until somebody else says something after it, or its asker has settled it', () => {
    const question = said('how do I restart the import worker?', { conversation: 'x' });
    const end = question.ts + 2 * HOUR;
    const open = (...later: Said[]) => openAmong(questionsAmong([question]), later, end).length;
    expect(open()).toBe(1);
    expect(open(said('still waiting', { conversation: 'x' }))).toBe(1);
    expect(open(said('elsewhere', { author: 'bo', conversation: 'y' }))).toBe(1);
    expect(open(said('like this', { author: 'bo', replyTo: question.id }))).toBe(0);
    expect(open(said('like this', { author: 'bo', threadId: question.id }))).toBe(0);
    expect(open(said('like this', { author: 'bo', conversation: 'x' }))).toBe(0);
    expect(open(said('never mind, figured it out', { conversation: 'x' }))).toBe(0);
    expect(openAmong([question], [], question.ts + 60_000)).toEqual([]);
  });
});

test('decisions are what was settled, and not what might be', () => {
  const settled = [
    'Decision: we keep three plans',
    'we decided to freeze the branch on friday',
    "let's go with the blue logo",
  ];
  const unsettled = [
    'should we go with the blue logo?',
    "we haven't decided on the logo",
    'maybe we postpone the release',
  ];
  const found = decisionsAmong([...settled, ...unsettled].map((text) => said(text)));
  expect(found.map(({ text }) => text).toSorted()).toEqual(settled.toSorted());
});

test('the most typical messages say something, are by different people, and are not shown elsewhere', () => {
  const messages = [
    said('lol yes', { similarity: 0.9 }),
    said('the checkout test timed out again on main', { similarity: 0.8 }),
    said('the checkout test timed out once more on main', { similarity: 0.79, author: 'bo' }),
    said('fixed: the cookie banner covered the confirm button', { similarity: 0.6, author: 'cy' }),
    said('the robot says that the checkout test timed out', { similarity: 0.95, bot: true }),
  ];
  const chosen = typicalOf(messages, 2);
  expect(chosen).toHaveLength(2);
  expect(chosen.map(({ author }) => author)).toContain('cy');
  expect(chosen.some(({ bot, text }) => bot || text === 'lol yes')).toBe(false);
  expect(typicalOf(messages, 5, { leaveOut: new Set(chosen.map(({ id }) => id)) })).not.toContain(chosen[0]);
});

test('two words of content are enough to be quoted, one is not; a model is shown also what repeats', () => {
  const [short, shorter] = [said('deploy failed'), said('the deploy works now')];
  expect(typicalOf([short, shorter], 2)).toEqual([short]);
  const repeated = [1, 2, 3].map(() => said('the checkout test timed out again on main'));
  expect(typicalOf(repeated, 3)).toHaveLength(1);
  expect(typicalOf(repeated, 3, { varied: false })).toHaveLength(3);
});
