import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discordText } from './text.ts';

const ID = '123456789012345678';
const known = (name: string) => (id: string) => (id === ID ? name : undefined);
const plain = (text: string) =>
  discordText(text, { user: known('Ada'), channel: known('general'), role: known('mods') });

describe('discordText', () => {
  it.each([
    [`<@${ID}> <@!${ID}> <#${ID}> <@&${ID}>`, '@Ada @Ada #general @mods'],
    ['<@999999999999999999> <@&999999999999999999>', '@999999999999999999 @role'],
    ['@everyone and @here', '@everyone and @here'],
    [`<:python:${ID}> <a:dance:${ID}> 🎉 ™`, ':python: :dance: :tada: ™'],
    ['**bold** *slanted* __under__ ~~gone~~ ||secret||', 'bold slanted under gone secret'],
    [
      '[the guide](https://example.com/a) https://www.example.com/b/ <https://example.com/c>',
      'the guide example.com/b example.com/c',
    ],
    ['run `npm ci` then\n```sh\nnpm start\n```', 'run npm ci then\nnpm start'],
    ['# Title\n-# small\ntext', 'Title\nsmall\ntext'],
    ['> quoted\n> twice\nanswered', 'quoted\ntwice\nanswered'],
    ['<t:1618953630> <t:1618953630:D> <t:1618953630:R>', '2021-04-20 21:20 2021-04-20 2021-04-20 21:20'],
    [
      `</weather today:${ID}> \\*not slanted\\* snake_case_name`,
      '/weather today *not slanted* snake_case_name',
    ],
  ])('%j becomes %j', (markdown, text) => {
    expect(plain(markdown)).toBe(text);
  });

  it('leaves words alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcXYZ 0123,;!?é漢') }), (s) => {
        expect(plain(s)).toBe(s.trim());
      }),
    );
  });

  it('never throws, whatever it is given', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '[',
      '](',
      ')',
      '|',
      '||',
      '*',
      '**',
      '_',
      '~~',
      '`',
      '```',
      '\\',
      '#',
      '-#',
      '\n',
      ' ',
      'a',
      '\0',
      '\ud800',
      `<@${ID}>`,
      '<t:99999999999999:R>',
      'https://',
      '🎉',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => typeof plain(pieces.join('')) === 'string'),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (s) => typeof plain(s) === 'string'));
    for (const hostile of ['[a](', '> ', '||', '**a'])
      expect(plain(hostile.repeat(2000))).toBeTypeOf('string');
  });
});
