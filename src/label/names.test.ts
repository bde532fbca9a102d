import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keywordName } from './names.ts';
import { keywordLabeller } from './open.ts';

const request = (key: string, keywords: string[], exemplars: string[] = []) => ({ key, keywords, exemplars });

describe('keywordName', () => {
  it('joins the best phrase and three more keywords', () => {
    expect(keywordName(request('a', ['Staging keys', 'rotate', 'vault', 'old', 'ops']))).toBe(
      'Staging keys · rotate · vault · old',
    );
  });

  it('falls back to the words of a message', () => {
    expect(keywordName(request('a', [], ['', 'see you <@U1> tomorrow']))).toBe('see you tomorrow');
    expect(keywordName(request('a', [], ['🎉🎉']))).toBe('🎉🎉');
    expect(keywordName(request('a', []))).toBe('Untitled');
  });

  it('leaves a keyword out rather than cut a word', () => {
    const long = 'a phrase of thirty characters.';
    expect(keywordName(request('a', [long, long.toUpperCase(), 'short']))).toBe(`${long} · short`);
  });
});

describe('keywordLabeller', () => {
  it('never gives a name twice, whatever the keywords, nor one that is taken', async () => {
    const words = fc.array(fc.constantFrom('Keys', 'keys', 'vault', 'lunch', ''), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(words), fc.array(words), async (topics, others) => {
        const taken = (
          await keywordLabeller.label(
            others.map((k, i) => request(`o${i}`, k)),
            [],
          )
        ).map((l) => l.label);
        const labels = await keywordLabeller.label(
          topics.map((k, i) => request(`t${i}`, k)),
          taken,
        );
        expect(labels.map((l) => l.key)).toEqual(topics.map((_, i) => `t${i}`));
        const all = [...labels.map((l) => l.label), ...taken].map((name) => name.toLowerCase());
        expect(new Set(all).size).toBe(all.length);
        for (const name of all) expect([...name].length).toBeLessThanOrEqual(60);
      }),
    );
  });
});
