// How fast and in how much memory exports are read, against parsing the whole of them into memory with JSON.parse.
// Usage: node bench/import.ts [MEGABYTES, 100 by default]
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { readArchive } from '../adapters/archive/read.ts';

interface Reading {
  messages: number;
  seconds: number;
  megabytes: number;
}

const WORDS =
  'the build is red again since this morning can somebody look at `npm ci` on *main* please <@U{}> thanks'.split(
    ' ',
  );
const sentence = (n: number) =>
  Array.from({ length: 8 + (n % 13) }, (_, i) => WORDS[(n * 7 + i * (1 + (n % 5))) % WORDS.length])
    .join(' ')
    .replace('{}', String(n % 50));
const start = Date.UTC(2024, 0, 1) / 1000;

const row = (n: number) => ({
  id: String(n),
  channel: `c${n % 20}`,
  user: `u${n % 50}`,
  ts: start + n * 20,
  text: sentence(n),
});

const slackMessage = (n: number) => ({
  client_msg_id: crypto.randomUUID(),
  type: 'message',
  text: sentence(n),
  user: `U${n % 50}`,
  ts: `${start + n * 20}.000100`,
  team: 'T1',
  blocks: [
    {
      type: 'rich_text',
      block_id: 'b',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: sentence(n) }] }],
    },
  ],
});

const discordMessage = (n: number) => ({
  id: String(100_000_000_000_000_000n + BigInt(n)),
  type: 'Default',
  timestamp: new Date((start + n * 20) * 1000).toISOString(),
  timestampEdited: null,
  isPinned: false,
  content: sentence(n),
  author: {
    id: '200000000000000001',
    name: 'ada',
    discriminator: '0000',
    nickname: 'Ada',
    isBot: false,
    roles: [],
    avatarUrl: '',
  },
  attachments: [],
  embeds: [],
  stickers: [],
  reactions: [],
  mentions: [],
  inlineEmojis: [],
});

/** Text made by `make(n)` until there are so many bytes. */
function* until(bytes: number, make: (n: number) => string, head = '', tail = ''): Generator<string> {
  yield head;
  for (let n = 0, size = 0; size < bytes; n++) {
    const text = make(n);
    size += text.length;
    yield text;
  }
  yield tail;
}

async function makeExports(folder: string, bytes: number): Promise<Record<string, string>> {
  const jsonl = join(folder, 'rows.jsonl');
  await pipeline(Readable.from(until(bytes, (n) => `${JSON.stringify(row(n))}\n`)), createWriteStream(jsonl));

  const discord = join(folder, 'discord.json');
  const head = `{"guild":{"id":"100000000000000001","name":"Acme"},"channel":{"id":"100000000000000002","type":"GuildTextChat","name":"help"},"messages":[`;
  const element = (n: number) => (n ? ',\n' : '') + JSON.stringify(discordMessage(n), null, 2);
  await pipeline(Readable.from(until(bytes, element, head, ']}')), createWriteStream(discord));

  const slack = join(folder, 'slack');
  await mkdir(slack);
  await writeFile(
    join(slack, 'users.json'),
    JSON.stringify(
      Array.from({ length: 50 }, (_, i) => ({ id: `U${i}`, team_id: 'T1', real_name: `Person ${i}` })),
    ),
  );
  for (let n = 0, day = 0, size = 0; size < bytes; day++) {
    const channel = join(slack, `channel-${day % 20}`);
    await mkdir(channel, { recursive: true });
    const text = JSON.stringify(Array.from({ length: 100 }, () => slackMessage(n++)));
    size += text.length;
    await writeFile(
      join(channel, `${new Date((start + day * 86_400) * 1000).toISOString().slice(0, 10)}.json`),
      text,
    );
  }
  return { JSONL: jsonl, Slack: slack, Discord: discord };
}

async function readStreaming(path: string): Promise<number> {
  let messages = 0;
  for await (const item of readArchive(path)) if (item.kind === 'message') messages++;
  return messages;
}

/** The plain way: everything parsed and kept, nothing converted. */
async function readWhole(path: string): Promise<number> {
  const parse = (text: string) => JSON.parse(text);
  if (path.endsWith('.jsonl')) return (await readFile(path, 'utf8')).trim().split('\n').map(parse).length;
  if (path.endsWith('.json')) return parse(await readFile(path, 'utf8')).messages.length;
  const files = (await readdir(path, { recursive: true })).filter((f) => /\d\.json$/.test(f));
  const days: unknown[][] = [];
  for (const file of files) days.push(parse(await readFile(join(path, file), 'utf8')));
  return days.flat().length;
}

async function measureHere(way: string, path: string): Promise<Reading> {
  const began = performance.now();
  const messages = await (way === 'stream' ? readStreaming(path) : readWhole(path));
  return {
    messages,
    seconds: (performance.now() - began) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
}

/** Each reading has a process of its own, so that peak memory is its own too; undefined when it ran out of memory. */
function measure(way: string, path: string): Reading | undefined {
  try {
    return JSON.parse(
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), way, path], {
        stdio: ['ignore', 'pipe', 'ignore'],
      }).toString(),
    );
  } catch {
    return undefined;
  }
}

async function sizeOf(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.size / 1e6;
  let size = 0;
  for (const file of await readdir(path, { recursive: true })) size += (await stat(join(path, file))).size;
  return size / 1e6;
}

async function compare(megabytes: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hubbub-bench-'));
  try {
    for (const [form, path] of Object.entries(await makeExports(folder, megabytes * 1e6))) {
      const size = await sizeOf(path);
      const tell = (way: string, r: Reading | undefined) =>
        console.log(
          r
            ? `${form.padEnd(8)} ${way.padEnd(12)} ${size.toFixed(0).padStart(5)} MB  ${(r.messages / r.seconds).toFixed(0).padStart(8)} messages/s  ${(size / r.seconds).toFixed(1).padStart(6)} MB/s  peak ${r.megabytes.toFixed(0).padStart(5)} MB`
            : `${form.padEnd(8)} ${way.padEnd(12)} ${size.toFixed(0).padStart(5)} MB  failed: larger than a string can be, or out of memory`,
        );
      const stream = measure('stream', path);
      const whole = measure('whole', path);
      tell('readArchive', stream);
      tell('JSON.parse', whole);
      if (stream && whole)
        console.log(
          `${form.padEnd(8)} ratio        time x${(stream.seconds / whole.seconds).toFixed(1)}  memory x${(stream.megabytes / whole.megabytes).toFixed(2)}`,
        );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const [first = '100', path] = process.argv.slice(2);
if (path) console.log(JSON.stringify(await measureHere(first, path)));
else await compare(Number(first));
