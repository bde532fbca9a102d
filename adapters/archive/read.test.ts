import { chmod, truncate, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { describe, expect, it } from 'vitest';
import { HubbubError } from '../../src/errors.ts';
import { folder, readAll, zip } from './fixtures.ts';
import { readArchive } from './read.ts';

const rows = (...list: object[]) => list.map((row) => JSON.stringify(row)).join('\n');
const noon = Date.UTC(2024, 4, 1, 12);

describe('JSONL', () => {
  it('takes ISO and epoch times, numbers for ids, and ignores what it does not know', async () => {
    const jsonl = rows(
      { id: 'a', channel: 'help', user: 'ada', ts: '2024-05-01T12:00:00Z', text: 'one', label: 'x' },
      { id: 2, channel: 'help', user: 7, ts: noon / 1000, text: ' two ', threadId: 'a', replyTo: 'a' },
      { id: 'c', ts: String(noon / 1000), text: 'three', threadId: null, channel: null },
      { id: 'd', ts: noon / 1000, text: '' },
    );
    const { messages, checkpoints } = await readAll(
      join(await folder({ 'team.chat.jsonl': jsonl }), 'team.chat.jsonl'),
    );
    const common = { workspace: 'jsonl:team.chat', ts: noon };
    expect(messages).toEqual([
      {
        ...common,
        channel: 'help',
        channelName: 'help',
        id: 'a',
        author: 'ada',
        authorName: 'ada',
        text: 'one',
      },
      {
        ...common,
        channel: 'help',
        channelName: 'help',
        id: '2',
        threadId: 'a',
        replyTo: 'a',
        author: '7',
        authorName: '7',
        text: 'two',
      },
      {
        ...common,
        channel: 'team.chat',
        channelName: 'team.chat',
        id: 'c',
        author: 'unknown',
        authorName: 'unknown',
        text: 'three',
      },
    ]);
    expect(checkpoints).toHaveLength(1);
  });

  it('places rows without a time in the order of the file, and says so', async () => {
    const { messages, problems } = await readAll(
      await folder({ 'a.jsonl': rows({ id: 1, text: 'one' }, { id: 2, text: 'two' }) }),
    );
    expect(messages.map((m) => m.ts)).toEqual([0, 3_600_000]);
    expect(problems).toEqual([{ file: 'a.jsonl', reason: expect.stringContaining('2 rows have no ts') }]);
  });

  it('names each broken line and reads the rest', async () => {
    const bad = [
      '{"id":1,',
      '[1]',
      '{"text":"no id"}',
      '{"id":4,"ts":"soon","text":"x"}',
      '{"id":5,"ts":0,"text":5}',
    ];
    const jsonl = [
      rows({ id: 0, ts: 0, text: 'first' }),
      ...bad,
      '',
      rows({ id: 9, ts: 0, text: 'la\0st\ud800' }),
    ].join('\r\n');
    const { messages, problems } = await readAll(await folder({ 'a.jsonl': jsonl }));
    expect(messages.map((m) => m.text)).toEqual(['first', 'last\ufffd']);
    expect(problems.map((p) => p.position)).toEqual(['line 2', 'line 3', 'line 4', 'line 5', 'line 6']);
  });
});

it('is recognised by content, whatever it is called', async () => {
  const row = rows({ id: 1, ts: 0, text: 'hello' });
  const named = join(await folder({ 'export.txt': row }), 'export.txt');
  expect((await readAll(named)).messages).toHaveLength(1);
  expect((await readAll(await folder({ '2024-05-01.json': row }))).messages[0]?.workspace).toBe('jsonl:acme');
  expect((await readAll(await zip({ 'a.jsonl': row }, 'oddly.named'))).messages).toHaveLength(1);
});

it('skips a file that was read before, until it changes', async () => {
  const path = await folder({
    'a.jsonl': rows({ id: 1, ts: 0, text: 'a' }),
    'b.jsonl': rows({ id: 2, ts: 0, text: 'b' }),
  });
  const done = new Set(
    (await readAll(path)).checkpoints.map((c) => `${c.workspace} ${c.file} ${c.fingerprint}`),
  );
  const isDone = (file: string, fingerprint: string, workspace: string) =>
    done.has(`${workspace} ${file} ${fingerprint}`);
  expect((await readAll(path, { isDone })).messages).toEqual([]);
  expect((await readAll(path, { isDone, workspace: 'jsonl:other' })).messages).toHaveLength(2);
  await utimes(join(path, 'b.jsonl'), 1, 1);
  expect((await readAll(path, { isDone })).messages.map((m) => m.text)).toEqual(['b']);
});

it('stops when its reader does', async () => {
  const path = await zip({ 'a.jsonl': rows({ id: 1, ts: 0, text: 'a' }, { id: 2, ts: 0, text: 'b' }) });
  for await (const item of readArchive(path)) {
    expect(item.kind).toBe('message');
    break;
  }
});

describe('what is no export', () => {
  const refusal = async (path: string) => {
    const error = await readAll(path).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(HubbubError);
    return error as HubbubError;
  };

  it('is refused with the forms that are known', async () => {
    const empty = await folder({});
    const nothing = await folder({ 'a.json': '{"a":1}', 'b.json': '[1,2]', 'c.jsonl': 'hello\n' });
    const text = join(await folder({ 'a.txt': 'hello' }), 'a.txt');
    for (const path of [empty, nothing, text])
      expect((await refusal(path)).fix).toMatch(/Slack.*DiscordChatExporter.*JSONL/);
  });

  it('is told apart from a path that is wrong, closed or damaged', async () => {
    const path = await folder({ 'a.jsonl': rows({ id: 1, ts: 0, text: 'a' }) });
    expect((await refusal(join(path, 'nowhere'))).message).toContain('There is nothing at');
    const cut = await zip({ 'general/2024-05-01.json': [{ ts: '1.0', text: 'x'.repeat(500) }] });
    await truncate(cut, 60);
    expect((await refusal(cut)).message).toContain('damaged zip');
    if (getuid?.() === 0) return; // Nothing is closed to root.
    await chmod(path, 0);
    expect((await refusal(path)).message).toContain('may not be read');
    await chmod(path, 0o700);
    await chmod(join(path, 'a.jsonl'), 0);
    expect((await refusal(join(path, 'a.jsonl'))).fix).toContain('permission');
  });
});
