import { describe, expect, it } from 'vitest';
import { linesOfCode } from './code.ts';

/** The lines of a text that were told to be code. */
const codeOf = (...lines: string[]) => lines.filter((_, i) => linesOfCode(lines)[i]);

describe('linesOfCode', () => {
  it('tells a pasted program from what is said around it', () => {
    const program = ['import data.list', 'open nat', 'def half (n : nat) := n / 2;'];
    expect(codeOf('Why does this fail?', ...program, 'It is the same with the old one')).toEqual(program);
  });

  it('takes no sentence, list or lone name for code', () => {
    expect(codeOf('see main.py')).toEqual([]);
    expect(codeOf('To do:', 'rotate keys', 'call the bank', 'lunch')).toEqual([]);
    expect(codeOf('x = [1];', 'and that is all of it')).toEqual(['x = [1];']);
  });
});
