import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { collect } from '../src/collect/collect.ts';
import { runCommand } from '../src/commands/run.ts';
import { loadConfig } from '../src/config.ts';
import { fillEmbeddings } from '../src/embed/fill.ts';
import { assemble, type Hubbub } from '../src/hubbub.ts';
import { openLog } from '../src/log.ts';
import type { Message } from '../src/message.ts';
import { refreshTopics } from '../src/topics/refresh.ts';
import type { Viewer } from '../src/viewer.ts';

/*
Looks for a person's words in everything that Hubbub keeps, before and after “forget me”: all files of the data folder (tables,
indexes, statistics, write-ahead log), Redis where redis-server is installed, the log, topics, look-ups and pages. The count before is
the baseline: a search that finds nothing there proves nothing.

  node bench/forget.ts [messages, 4000 if left out; a tenth of them theirs]
*/

const count = Number(process.argv[2] ?? 4_000);
const workspace = 'bench:forget';
const words = ['zanzibar', 'quokka', 'marzipan'];
const holds = (text: string) => words.some((word) => text.toLowerCase().includes(word));
const theirs: Viewer = { workspace, channels: new Set(['general']), author: 'zoe' };

const things = [
  'printer',
  'deploy',
  'invoice',
  'coffee machine',
  'login page',
  'database',
  'bike shed',
  'roadmap',
];
const messages = Array.from({ length: count }, (_, i): Message => {
  const own = i % 10 === 0;
  const thing = things[Math.floor(i / 50) % things.length];
  return {
    workspace,
    channel: 'general',
    channelName: 'general',
    id: `m${i}`,
    author: own ? 'zoe' : `person ${i % 7}`,
    authorName: own ? 'Zoe Quokkason' : `Person ${i % 7}`,
    ts: Date.UTC(2025, 0, 1) + i * 60_000,
    text: own
      ? `about the ${thing}: the quokka of zanzibar eats marzipan, part ${i}`
      : `the ${thing} is ${['broken', 'slow', 'new', 'gone'][i % 4]} again, number ${i}`,
  };
});

const redis = await startRedis();
const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-forget-'));
const hubbub = assemble(
  loadConfig({ HUBBUB_DATA_DIR: dataDir, ...(redis && { REDIS_URL: `redis://127.0.0.1:${redis.port}` }) }),
);
let logged = '';
const log = openLog(hubbub.config, { write: (line) => (logged += line) });
try {
  const store = await hubbub.store();
  for (let i = 0; i < count; i += 500) await collect(store, messages.slice(i, i + 500));
  await bringUpToDate(hubbub);
  // A query that fails carries what it was to store: here the text of a message that is there already.
  const { id, text } = messages[0]!;
  await store.db
    .execute(sql`insert into message (workspace, id, channel, author, ts, text, content_hash)
      values (${workspace}, ${id}, '', '', now(), ${text}, '')`)
    .catch((error) => log.error({ err: error }, 'storing'));
  const before = await look();
  const start = performance.now();
  const { heading } = await runCommand(hubbub, theirs, '/hubbub privacy forget me for good');
  const seconds = (performance.now() - start) / 1000;
  const after = await look();
  await collect(store, messages);
  await bringUpToDate(hubbub);
  const imported = await look();

  console.log(`${count} messages; ${heading} It took ${seconds.toFixed(1)} s.`);
  console.log('places that hold a word of theirs    before  after  after an import of the old export');
  for (const [place, found] of Object.entries(before))
    console.log(
      `${place.padEnd(36)} ${String(found).padStart(6)} ${String(after[place]).padStart(6)} ${String(imported[place]).padStart(6)}`,
    );
  const left = [...Object.values(after), ...Object.values(imported)].reduce((a, b) => a + b);
  console.log(left === 0 ? 'Nothing is left.' : `${left} places still hold something.`);
  if (left > 0) process.exitCode = 1;
} finally {
  await hubbub.close();
  await rm(dataDir, { recursive: true });
  redis?.stop();
}

async function bringUpToDate(hubbub: Hubbub): Promise<void> {
  const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder(workspace)]);
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
}

/** In how many places of each kind something is found. */
async function look(): Promise<Record<string, number>> {
  const store = await hubbub.store();
  await store.pool.query('checkpoint');
  const files = { tables: 0, log: 0 };
  for await (const file of glob('**/*', { cwd: dataDir, withFileTypes: true }))
    if (file.isFile() && holds(await readFile(join(file.parentPath, file.name), 'latin1')))
      files[file.parentPath.includes('pg_wal') ? 'log' : 'tables']++;
  const { rows: vectors } = await store.pool.query(
    `select 1 from embedding e join message m on m.workspace = e.workspace and m.id = e.message where m.author = 'zoe'`,
  );
  const answers = await Promise.all(
    ['/topics all', `/similar ${words.join(' ')}`, '/hubbub status'].map(async (line) => {
      const { heading: _, ...reply } = await runCommand(hubbub, { ...theirs, channels: 'all' }, line);
      // The question itself is repeated in buttons and in a line that stands for the whole answer.
      return JSON.stringify(reply.parts.filter(({ kind }) => kind !== 'actions'));
    }),
  );
  return {
    'files of tables, indexes, statistics': files.tables,
    'files of the write-ahead log': files.log,
    'vectors in the database': vectors.length,
    [redis ? 'vectors in Redis' : 'vectors in the cache']: await cached(),
    'lines of the log': logged.split('\n').filter(holds).length,
    'topics, look-ups and status': answers.filter(holds).length,
  };
}

/** How many of their texts the cache knows. */
async function cached(): Promise<number> {
  const { openCache, cacheKey, EMBEDDINGS } = await import('../src/store/cache.ts');
  const { contentHash } = await import('../src/collect/clean.ts');
  const cache = openCache(await hubbub.store(), hubbub.config, EMBEDDINGS);
  const { id } = await hubbub.embedder(workspace);
  const own = messages.filter(({ author }) => author === 'zoe');
  const found = await cache.getMany(own.map(({ text }) => cacheKey(id, contentHash(text))));
  await cache.disconnect();
  return found.filter((value) => value !== undefined).length;
}

async function startRedis(): Promise<{ port: number; stop(): void } | undefined> {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as { port: number };
  socket.close();
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], {
    stdio: 'pipe',
  });
  const ready = new Promise<boolean>((resolve) => {
    server.on('error', () => resolve(false));
    server.stdout.on('data', (text) => /Ready to accept/.test(text) && resolve(true));
  });
  return (await ready) ? { port, stop: () => server.kill() } : undefined;
}
