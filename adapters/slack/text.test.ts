import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slackText } from './text.ts';

const names = {
  user: (id: string) => (id === 'U1' ? 'Ada' : undefined),
  channel: (id: string) => (id === 'C1' ? 'general' : undefined),
  group: (id: string) => (id === 'S1' ? 'oncall' : undefined),
};
const plain = (text: string) => slackText(text, names);

describe('slackText', () => {
  it.each([
    ['<@U1> and <@U2|bob>, not <@U3>', '@Ada and @bob, not @U3'],
    ['<#C1> <#C2|random> <#C3>', '#general #random #C3'],
    ['<!here> <!channel> <!subteam^S1> <!subteam^S2|@design>', '@here @channel @oncall @design'],
    ['due <!date^1392734382^{date}|Feb 18> or <!date^1392734382^{date}>', 'due Feb 18 or 2014-02-18'],
    ['<https://example.com/guide|the *guide*> <https://x.org/i/7|#7>', 'the guide #7'],
    [
      '<https://www.example.com/a%20b/#part> <https://example.com/|https://example.com/>',
      'example.com/a b example.com',
    ],
    [
      '<https://v.example/watch?v=a1&amp;t=2|https://v.example/watch?v=a1&amp;t=2>',
      'v.example/watch?v=a1&t=2',
    ],
    ['<mailto:ada@example.com|ada@example.com> <tel:5550100|555-0100>', 'ada@example.com 555-0100'],
    ['*bold* _slanted_ ~gone~ `a &amp;&amp; b`', 'bold slanted gone a && b'],
    [':tada: :+1::skin-tone-3: at 10:30:45', ':tada: :+1: at 10:30:45'],
    ['R&amp;D &lt;3, and a literal &amp;lt;', 'R&D <3, and a literal &lt;'],
    ['&gt; quoted\n&gt; twice\nanswered', 'quoted\n twice\nanswered'],
    [
      '```\nif (a &lt; b) fetch(<https://example.com/x|https://example.com/x>)\n```',
      'if (a < b) fetch(https://example.com/x)',
    ],
  ])('%j becomes %j', (mrkdwn, text) => {
    expect(plain(mrkdwn)).toBe(text);
  });

  it('leaves text without markup as it is, and unescapes what any text is once it is escaped', () => {
    const escaped = (s: string) => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const words = fc.string({ unit: fc.constantFrom(...'ab ,.&<>(;') });
    // A line that begins with an escaped > is a quote.
    fc.assert(
      fc.property(
        words.filter((s) => !/^\s*>/.test(s)),
        (s) => {
          expect(plain(`x${escaped(s)}`)).toBe(`x${s}`.trim());
        },
      ),
    );
  });

  it('never throws and leaves no mention or link behind, whatever it is given', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '|',
      '@U1',
      '#C1',
      '!date^',
      '*',
      '_',
      '~',
      '`',
      '```',
      ':',
      '&gt;',
      '&amp;',
      '\n',
      ' ',
      'a',
      '\0',
      '\ud800',
      '<@U1>',
      '<https://a.b|c>',
      '<!subteam^>',
      '<!date^x>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => typeof plain(pieces.join('')) === 'string'),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (s) => typeof plain(s) === 'string'));
    expect(plain('&gt;'.repeat(50_000))).not.toContain('&gt;');
  });
});
