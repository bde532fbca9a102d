import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyphrases as find } from './keywords.ts';

/** Everything was said by somebody else, in one conversation. */
const said = (texts: readonly string[]) =>
  texts.map((text, i) => ({ text, author: `u${i}`, conversation: '1' }));
const keyphrases = (topics: readonly (readonly string[])[], options: { exclude: string[] }) =>
  find(topics.map(said), options);

const keys = [
  'We must rotate the staging keys this week',
  'Who rotates them? The staging keys are two years old',
  'The Vault keeps both copies of the staging keys',
  'Rotation of a staging key takes ten minutes in the Vault',
];
const lunch = [
  'Ramen at noon?',
  'Ramen again, the new place',
  'No ramen for me at noon today',
  'Falafel instead?',
];
const tests = [
  'The login test is flaky',
  'That flaky test failed on main',
  'Skip the flaky test for the release',
];
const rest = [
  'Standup moves to ten',
  'The printer is on fire',
  'Welcome to the team, Ada!',
  'Holiday calendar is out',
];

const best = (topics: string[][], exclude: string[] = []) => keyphrases(topics, { exclude }).map((k) => k[0]);

describe('keyphrases', () => {
  it('finds what sets each topic apart, whole phrases before their words', () => {
    const found = keyphrases([keys, lunch, tests, rest], { exclude: [] });
    expect(found.slice(0, 3).map((k) => k[0])).toEqual(['staging keys', 'ramen', 'flaky test']);
    expect(found[0]).toEqual(expect.arrayContaining(['Vault']));
    expect(found[0]).not.toContain('staging');
    expect(found[0]).not.toContain('keys');
  });

  it('shows a word in the pair that it is often said in', () => {
    const topic = [
      'Postgres upgrade?',
      'the postgres upgrade',
      ...[...'bcdefg'].map((x) => `${x}, postgres`),
    ];
    expect(best([topic, lunch, rest])[0]).toBe('postgres upgrade');
  });

  it('writes a word as people mostly write it inside a sentence', () => {
    const topic = ['Deploys to GitHub fail', 'Is GitHub down?', 'ask github'];
    expect(keyphrases([topic, lunch, rest], { exclude: [] })[0]).toContain('GitHub');
  });

  it('never names a participant, neither by full nor by first name', () => {
    const topic = ['Ada Lovelace will know', 'ask Ada about engines', 'Ada said engines', 'Lovelace said so'];
    const found = keyphrases([topic, lunch, rest], { exclude: ['Ada Lovelace'] })[0]!;
    expect(found.join(' ')).not.toMatch(/ada|lovelace/i);
    expect(found[0]).toBe('engines');
  });

  it('passes over links, mentions, emoji, numbers and references', () => {
    const topic = [
      'https://ci.example.org/build/42 @Grace :rocket: 1234 repo#12',
      'https://ci.example.org/build/43 @Grace :rocket: 1234 repo#12 pipeline, see example.org and x.example/page',
      'see example.org and x.example/page',
    ];
    expect(keyphrases([topic, lunch, rest], { exclude: [] })[0]).toEqual(['pipeline']);
  });

  it('puts no code token first, and gives none to a topic of code alone', () => {
    const code = ['`parse_args` breaks', '`parse_args` breaks again', 'parse_args and the command line'];
    expect(best([code, lunch, rest])[0]).not.toBe('parse_args');
    expect(keyphrases([['x = foo_bar(1);', 'foo_bar()'], lunch, rest], { exclude: [] })[0]).toEqual([]);
  });

  it('shows no piece of a pasted program', () => {
    const pasted = ['import data.list', 'def halve := [n];'];
    const topic = [
      ['Why does this halve it twice?', ...pasted].join('\n'),
      ['To halve it once is enough', ...pasted].join('\n'),
    ];
    const found = keyphrases([topic, lunch, rest], { exclude: [] })[0]!;
    expect(found[0]).toBe('halve');
    expect(found.join(' · ')).not.toMatch(/def halve|import data/);
  });

  it('counts a word where it is part of a longer one, and shows no part beside the whole', () => {
    const topic = [
      'List.map and List.filter',
      'List.map',
      'is a list lazy?',
      'a generator is lazy',
      'List.fold',
    ];
    expect(best([topic, lunch, rest])[0]).toMatch(/list/i);
    const names = ['doc-gen fails', 'doc-gen is old', 'the doc is old', 'doc-gen again'];
    expect(keyphrases([names, lunch, rest], { exclude: [] })[0]!.join(' ').match(/doc/g)).toHaveLength(1);
  });

  it('counts what a message says again', () => {
    const topic = [
      'Hello all',
      'blue lanyards, please',
      'badges? new badges, red badges',
      'lanyards',
      'the badges',
    ];
    expect(best([topic, lunch, rest])[0]).toMatch(/badges/);
  });

  it('gives a lead that several topics share to the one that says it most', () => {
    const machine = ['coffee machine: descale', 'coffee machine again', 'descale the coffee machine'];
    const breakfast = ['croissants and the coffee machine', 'a coffee machine and croissants'];
    const found = best([breakfast, machine, lunch, rest]);
    expect(found[1]).toBe('coffee machine');
    expect(found[0]).toBe('croissants');
  });

  it('counts a quotation once', () => {
    const quoted = 'the terrible elevator music in the lobby';
    const topic = [quoted, `${quoted}\nbadges`, `${quoted}\nbadges please`, `${quoted}\nnew badges`];
    expect(best([topic, lunch, rest])[0]).toMatch(/badges/);
  });

  it('knows the stop words of other languages', () => {
    const german = [
      'Die Rechnung ist noch nicht da',
      'Wer hat die Rechnung?',
      'Ich habe die Rechnung nicht gesehen',
    ];
    const mittag = ['Wann essen wir?', 'Ich bin noch nicht da, aber die Suppe ist gut', 'Wer hat die Suppe?'];
    expect(best([german, mittag])).toEqual(['Rechnung', 'Suppe']);
  });

  it('splits scripts without spaces into words', () => {
    expect(best([['障害が発生', '障害の報告'], lunch, rest])[0]).toBe('障害');
  });

  it('answers for any texts, the same ones again for the same texts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), { maxLength: 4 }),
        (topics) => {
          const found = keyphrases(topics, { exclude: [] });
          expect(found).toHaveLength(topics.length);
          expect(found).toEqual(keyphrases(topics, { exclude: [] }));
        },
      ),
    );
  });

  it('prefers what several people say to what one repeats', () => {
    const habit = ['Verily, the printer jams', 'verily, replace it', 'The printer is old', 'verily, yes'];
    const authors = ['ada', 'ada', 'bob', 'ada'];
    const topic = said(habit).map((message, i) => ({ ...message, author: authors[i]! }));
    expect(find([topic, said(lunch), said(keys)], { exclude: [] })[0]![0]).toBe('printer');
    expect(find([said(habit), said(lunch), said(keys)], { exclude: [] })[0]![0]).toMatch(/verily/i);
  });

  it('tells topics from a sample of the others as from all of them', () => {
    const topics = [[...keys, 'Standup first'], tests];
    const background = { texts: ['Standup moves to ten'], weight: 20 };
    const [alone] = keyphrases([topics[0]!, ['x']], { exclude: [] });
    const [against] = find(topics.map(said), { exclude: [], background });
    expect(alone).toContain('Standup');
    expect(against).not.toContain('Standup');
    expect(against!.join(' ')).toContain('staging');
  });

  it('passes over ordinals, times and days', () => {
    const topic = ['the 12th, at 3pm', 'regatta on Friday the 12th', 'Friday 3pm then', 'see the regatta'];
    expect(best([topic, lunch, rest])[0]).toBe('regatta');
  });

  it('works for a single topic, an empty one, and none', () => {
    expect(best([keys])[0]).toBe('staging');
    expect(keyphrases([[]], { exclude: [] })).toEqual([[]]);
    expect(keyphrases([], { exclude: [] })).toEqual([]);
  });
});
