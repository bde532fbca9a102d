import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from '../../src/collect/clean.ts';
import { HubbubError } from '../../src/errors.ts';
import { folder, readAll, type Tree, zip } from './fixtures.ts';

// What comes from somebody else's computer is read to its end or refused in words, whatever it is.

const slackMessage = { type: 'message', user: 'U1', ts: '1700000000.000100', text: 'hello' };
const discordFile = {
  guild: { id: '111111111111111111', name: 'Acme' },
  channel: { id: '222222222222222222', type: 'GuildTextChat', name: 'general' },
  messages: [
    {
      id: '333333333333333333',
      type: 'Default',
      timestamp: '2025-01-01T00:00:00+00:00',
      content: 'hello',
      author: { id: '444444444444444444', name: 'ada', isBot: false },
    },
  ],
};
const forms: [string, string, object][] = [
  ['a Slack day', 'general/2025-01-01.json', [slackMessage, slackMessage]],
  ['a Discord export', 'general.json', discordFile],
  ['JSONL', 'chat.jsonl', { id: '1', user: 'ada', ts: '2025-01-01', text: 'hello' }],
];

/** Reads it, and holds every message against what the store takes. */
async function survives(tree: Tree): Promise<void> {
  const read = await readAll(await folder(tree)).catch((error: unknown) => error);
  if (read instanceof HubbubError) {
    expect(read.fix).not.toBe('');
    return;
  }
  if (read instanceof Error) throw read;
  for (const message of (read as Awaited<ReturnType<typeof readAll>>).messages) {
    const row = clean(message);
    if (typeof row !== 'string') expect(JSON.stringify(row)).not.toContain('\\u0000');
  }
}

/** A copy of `value` in which one value somewhere is another. */
function replaceAt(value: unknown, place: number, other: unknown): unknown {
  let left = place;
  const walk = (one: unknown): unknown => {
    if (left-- === 0) return other;
    if (Array.isArray(one)) return one.map(walk);
    if (one && typeof one === 'object')
      return Object.fromEntries(Object.entries(one).map(([key, inside]) => [key, walk(inside)]));
    return one;
  };
  return walk(value);
}

describe.each(forms)('%s', (_, path, whole) => {
  it('is read with any JSON in any place of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.jsonValue(), async (place, other) => {
        await survives({ [path]: replaceAt(whole, place, other) });
      }),
      { numRuns: 60 },
    );
  });

  it('is read with its bytes cut, repeated and turned over', async () => {
    const bytes = JSON.stringify(whole);
    const place = fc.nat(bytes.length);
    await fc.assert(
      fc.asyncProperty(place, place, fc.string({ unit: 'binary', maxLength: 6 }), async (from, to, put) => {
        await survives({ [path]: bytes.slice(0, from) + put + bytes.slice(to) });
      }),
      { numRuns: 60 },
    );
  });
});

describe('an export that means harm', () => {
  it('cannot name files outside of itself: a zip with such a path is refused', async () => {
    for (const path of ['../../evil/2025-01-01.json', '/etc/2025-01-01.json', 'a\\..\\..\\evil.json']) {
      // The library that writes zips refuses such paths: one of the same length is put in afterwards.
      const file = await zip({
        ['x'.repeat(path.length - 5)]: [],
        [`${'y'.repeat(path.length - 5)}.json`]: [],
      });
      const bytes = await readFile(file, 'latin1');
      await writeFile(file, bytes.replaceAll(`${'y'.repeat(path.length - 5)}.json`, path), 'latin1');
      const error = await readAll(file).catch((refusal: unknown) => refusal);
      expect(error).toBeInstanceOf(HubbubError);
    }
  });

  it('cannot lead to other files by links', async () => {
    const secret = await folder({ 'private/2025-01-01.json': [{ ...slackMessage, text: 'my diary' }] });
    const root = await folder({ 'general/2025-01-01.json': [slackMessage] });
    await symlink(join(secret, 'private'), join(root, 'private'));
    await mkdir(join(root, 'linked'));
    await symlink(join(secret, 'private/2025-01-01.json'), join(root, 'linked/2025-01-01.json'));
    const { messages } = await readAll(root);
    expect(messages.map(({ text }) => text)).toEqual(['hello']);
    expect(dirname(secret)).not.toBe(dirname(root));
  });

  it('cannot exhaust the stack by nesting, wherever it is', async () => {
    const deep = '['.repeat(200_000);
    await survives({ 'general/2025-01-01.json': `[${deep}` });
    await survives({ 'general.json': `{"guild":${deep}` });
    await survives({ 'chat.jsonl': `{"id":"1","ts":"2025-01-01","text":"x","deep":${deep}\n` });
    const closed = deep.slice(0, 5_000) + ']'.repeat(5_000);
    await survives({ 'general/2025-01-01.json': `[{"ts":"1700000000.0001","text":"x","blocks":${closed}}]` });
  });

  it('cannot set what a message inherits', async () => {
    const raw = `[{"type":"message","user":"U1","ts":"1700000000.000100","text":"hello","__proto__":{"polluted":true}}]`;
    await readAll(await folder({ 'general/2025-01-01.json': raw }));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
