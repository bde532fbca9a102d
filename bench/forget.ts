import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { slackAdapter } from '../adapters/slack/slack.ts';
import manifest from '../slack-manifest.json' with { type: 'json' };
import { collect } from '../src/collect/collect.ts';
import { runCommand } from '../src/commands/run.ts';
import { loadConfig } from '../src/config.ts';
import { type Digests, openDigests } from '../src/digest/open.ts';
import { lastDue } from '../src/digest/schedule.ts';
import { channelDigest, saveSetup } from '../src/digest/setups.ts';
import { fillEmbeddings } from '../src/embed/fill.ts';
import { assemble, type Hubbub } from '../src/hubbub.ts';
import { openLog } from '../src/log.ts';
import type { Message } from '../src/message.ts';
import { refreshTopics } from '../src/topics/refresh.ts';
import { operator, type Viewer } from '../src/viewer.ts';
import { openViews } from '../src/views/views.ts';
import type { AppManifest } from '../test/fakes/slack/manifest.ts';
import { SlackFake } from '../test/fakes/slack/slack.ts';

/*
Looks for a person's words in everything that Hubbub keeps, before and after “forget me”: all files of the data folder (tables,
indexes, statistics, write-ahead log), Redis where redis-server is installed, the log, answers, pages of the dashboard, and a digest
that stands in a channel of Slack. The count before is the baseline: a search that finds nothing there proves nothing.

  node bench/forget.ts [messages, 4000 if left out; a tenth of them theirs]
*/

const count = Number(process.argv[2] ?? 4_000);
const slack = await SlackFake.start();
const team = slack.addTeam({ manifest: manifest as unknown as AppManifest });
const office = team.addChannel({ name: 'general' });
const workspace = `slack:${team.id}`;
const words = ['zanzibar', 'quokka', 'marzipan'];
const holds = (text: string) => words.some((word) => text.toLowerCase().includes(word));
const theirs: Viewer = { workspace, channels: new Set([office.id]), author: 'zoe' };
/** The last of them at the end of yesterday, which the digest is of. */
const schedule = { cron: '0 0 * * *', zone: 'UTC' };
const midnight = lastDue(schedule, new Date())!.at.getTime();

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
    channel: office.id,
    channelName: 'general',
    id: `m${i}`,
    author: own ? 'zoe' : `person ${i % 7}`,
    authorName: own ? 'Zoe Quokkason' : `Person ${i % 7}`,
    ts: midnight - (count - i) * 60_000,
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
const tokens = { botToken: team.botToken, appToken: team.appToken };
const adapter = slackAdapter({
  ...{ workspaces: [tokens], apiUrl: slack.url, listen: { host: '127.0.0.1', port: 0 } },
  ...{ botMessages: false, log: () => {} },
});
let digests: Digests | undefined;
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
  await saveSetup(store, { workspace, id: channelDigest(office.id), ...schedule, covers: null, note: false });
  await store.pool.query(`update digest set since = now() - interval '3 days'`);
  await adapter.signIn();
  digests = await openDigests(hubbub, [adapter], (where, error) => log.error({ err: error }, where));
  digests.start();
  while (posted().length === 0) await wait(100);
  const before = await look();
  const start = performance.now();
  const { heading } = await runCommand(hubbub, theirs, '/hubbub privacy forget me for good');
  const seconds = (performance.now() - start) / 1000;
  digests.changed(messages.map(({ id }) => id)); // as a running Hubbub is told
  for (let i = 0; i < 100 && posted().some(holds); i++) await wait(100);
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
  await digests?.close();
  await adapter.stop();
  await slack.stop();
  await hubbub.close();
  await rm(dataDir, { recursive: true });
  redis?.stop();
}

async function bringUpToDate(hubbub: Hubbub): Promise<void> {
  const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder(workspace)]);
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
}

/** What stands in the channel. */
function posted(): string[] {
  const own = office.messages.filter(({ bot_id }) => bot_id === team.bot.botId);
  return own.map(({ blocks }) => JSON.stringify(blocks));
}

/** What the dashboard shows. */
async function pages(): Promise<string[]> {
  const views = openViews(hubbub);
  const viewer = operator(workspace);
  const { parts } = await views.similar(viewer, { text: words[0]! }, { all: true, page: 1 });
  const shown = [
    views.topics(viewer, { since: 'all', hidden: true }),
    views.timeline(viewer),
    views.map(viewer),
    views.digests(viewer),
    views.digest(viewer),
    views.message(viewer, messages[0]!.id),
    parts.filter(({ kind }) => kind !== 'actions'),
  ];
  return (await Promise.all(shown)).map((page) => JSON.stringify(page) ?? '');
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
    'pages of the dashboard': (await pages()).filter(holds).length,
    'digests in the channel': posted().filter(holds).length,
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
