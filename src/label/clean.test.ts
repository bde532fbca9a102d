import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine } from './clean.ts';

describe('cleanLine', () => {
  it.each([
    ['**Staging keys** are _stale_', 'Staging keys are stale'],
    ['Deploys\nto\tproduction', 'Deploys to production'],
    ['<!channel> <@U123> <#C9|ops> outage', 'outage'],
    ['@everyone @here lunch', 'lunch'],
    ['see [the runbook](https://example.org/run)', 'see the runbook'],
    ['<https://example.org|runbook> moved', 'runbook moved'],
    ['at https://example.org/a?b=c now', 'at now'],
    ['visit evil.com today', 'visit evil com today'],
    ['snake_case stays, C++ and C# too', 'snake_case stays, C++ and C too'],
    ['# Heading', 'Heading'],
    ['left\u202Eright\u200B\u0007', 'left right'],
    [':tada: done', 'done'],
    ['||spoiler|| `code` ~~gone~~', 'spoiler code gone'],
    ['<script>alert(1)</script>', 'alert(1)'],
    ['   ', ''],
  ])('makes %j plain', (text, plain) => {
    expect(cleanLine(text)).toBe(plain);
  });

  it('cuts at a word and within 60 characters, never through one of two code units', () => {
    const cut = cleanLine('a long name that goes on and on until nobody reads it any more');
    expect(cut).toBe('a long name that goes on and on until nobody reads it any…');
    expect(cleanLine('🎉'.repeat(99))).toBe(`${'🎉'.repeat(59)}…`);
  });

  it('lets nothing through that a chat client would act on, whatever it is given', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<!here>',
        '@everyone',
        '<@1>',
        'https://',
        'evil.com',
        '](',
        '[x',
        '**',
        '`',
        '\n',
        '<',
        '@',
        ':a:',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const line = cleanLine(pieces.join(''));
        expect(line).not.toMatch(/[<>@`*[\]|\p{C}\n]|https?:\/\//u);
        expect([...line].length).toBeLessThanOrEqual(60);
        expect(cleanLine(line)).toBe(line);
      }),
      { numRuns: 200 },
    );
  });
});
