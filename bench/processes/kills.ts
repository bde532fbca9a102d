import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { channelDigest, saveSetup } from '../../src/digest/setups.ts';
import { openStore } from '../../src/store/store.ts';
import { seededRandom } from '../../src/topics/cluster/random.ts';
import { startFakeOpenAI } from '../../test/fakes/openai.ts';
import type { SlackChannel } from '../../test/fakes/slack/model.ts';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import { Bot } from '../live/bot.ts';
import type { Comparison } from '../live/compare.ts';
import { Chatter } from '../slack/chatter.ts';
import { compareStore } from '../slack/compare.ts';

const manifest = new URL('../../slack-manifest.json', import.meta.url);

/** Two that may be connected, of which one stands by, and two that do the rest, among it digests. */
const ROLES = ['receive', 'receive', 'embed,topics,digest', 'embed,topics,digest'];
/** What was left half-way is another's after a minute; all are through so long after the last kill, in milliseconds. */
const SETTLED = 150_000;

interface KillOptions {
  kills: number;
  /** Messages. */
  perSecond: number;
  /** Digests that become due with each kill. */
  due?: number;
  /** How long Slack takes over a post, in milliseconds: the longer, the more processes die half-way. */
  slow?: number;
  /** How long nothing has to happen until all is thought to be over, in milliseconds. */
  quiet?: number;
  onProgress?(done: number): void;
}

export interface KillResult {
  kills: number;
  /** How often a process connected to Slack, and how often one began by standing by. */
  connected: number;
  stoodBy: number;
  store: Comparison;
  /** Embedded in the end, of as many as are stored. */
  unembedded: number;
  unhandled: number;
  digests: DigestCount;
}

interface DigestCount {
  due: number;
  /** Due, and not posted in the end. */
  lost: number;
  doubled: number;
  /** Taken over from a process that had died with them in hand. */
  resumed: number;
}

/**
 * Four processes on one PostgreSQL, any of which is killed with -9 at any moment and started again, while people go on
 * talking; in the end the store is held against Slack's truth.
 *
 * @param databaseUrl an empty database that may be written to
 */
export async function killProcesses(
  databaseUrl: string,
  { kills, perSecond, due = 4, slow = 300, quiet = 4_000, onProgress }: KillOptions,
): Promise<KillResult> {
  const slack = await SlackFake.start({ retryDelays: [200, 1_000, 2_000] });
  const model = await startFakeOpenAI();
  const team = slack.addTeam({ manifest: JSON.parse(await readFile(manifest, 'utf8')) });
  const people = Array.from({ length: 10 }, (_, i) => team.addUser({ name: `person${i}` }));
  const channels = ['general', 'builds'].map((name) => team.addChannel({ name, members: people }));
  const chatter = new Chatter(team, channels, people);
  const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-processes-'));
  const desks: SlackChannel[] = [];
  const bots = ROLES.map(
    (roles) =>
      new Bot(dataDir, {
        ...{ DATABASE_URL: databaseUrl, HUBBUB_ROLES: roles },
        ...{ OPENAI_API_KEY: 'any', OPENAI_BASE_URL: model.baseUrl },
        HUBBUB_EMBEDDER: 'openai:text-embedding-3-small@64',
        ...{ SLACK_API_URL: slack.url, SLACK_BOT_TOKEN: team.botToken, SLACK_APP_TOKEN: team.appToken },
      }),
  );
  const store = await openStore({ databaseUrl, dataDir }); // which brings the database up to date
  const left = async () => {
    const { rows } = await store.pool.query<{ left: number }>(
      `select count(*)::int as left from message m where not exists (select from embedding e
       where e.workspace = m.workspace and e.message = m.id)`,
    );
    return rows[0]!.left;
  };
  slack.faults.call('chat.postMessage', { kind: 'slow', ms: slow }, Number.POSITIVE_INFINITY);
  const makeDue = async () => {
    const desk = team.addChannel({ name: `desk${desks.length}`, members: people });
    desks.push(desk);
    const now = new Date();
    const cron = `${now.getUTCMinutes()} ${now.getUTCHours()} ${now.getUTCDate()} ${now.getUTCMonth() + 1} *`;
    const setup = {
      workspace: `slack:${team.id}`,
      id: channelDigest(desk.id),
      cron,
      zone: 'UTC',
      covers: null,
      note: true,
    };
    await saveSetup(store, setup);
    await store.pool.query(`update digest set since = now() - interval '1 hour' where id = $1`, [setup.id]);
  };
  const digests = async (): Promise<DigestCount> => {
    const { rows } = await store.pool.query<{ tries: number }>(
      `select tries from digest_post where state = 'posted'`,
    );
    const posts = desks.map(({ messages }) => messages.filter(({ metadata }) => metadata).length);
    return {
      due: desks.length,
      lost: posts.filter((count) => count === 0).length,
      doubled: posts.filter((count) => count > 1).length,
      resumed: rows.filter(({ tries }) => tries > 1).length,
    };
  };
  const settled = async () => {
    const { rows } = await store.pool.query(
      `select from digest_post where state <> 'claimed' and state <> 'posting'`,
    );
    return rows.length === desks.length;
  };
  try {
    await bots[0]!.start();
    for (const bot of bots.slice(1)) await bot.start(READY);
    const stop = chatter.run(perSecond);
    const random = seededRandom(7);
    for (let i = 0; i < kills; i++) {
      const bot = bots[Math.floor(random() * bots.length)]!;
      for (let k = 0; k < due; k++) await makeDue();
      await wait(random() * 1_000);
      await bot.end('SIGKILL');
      await wait(random() * 1_500);
      await bot.start(READY);
      onProgress?.(i + 1);
    }
    stop();
    const count = () => slack.records.calls.length + team.delivery.acks.length;
    for (let before = -1; count() !== before; await wait(quiet)) before = count();
    for (const end = Date.now() + 120_000; (await left()) > 0 && Date.now() < end; ) await wait(1_000);
    for (const end = Date.now() + SETTLED; !(await settled()) && Date.now() < end; ) await wait(1_000);
    const unembedded = await left();
    for (const bot of bots) await bot.end('SIGTERM');
    const said = bots.map((bot) => bot.said).join('\n');
    return {
      kills,
      connected: said.split('Slack: connected').length - 1,
      stoodBy: said.split('this one stands by').length - 1,
      store: await compareStore({ databaseUrl, dataDir }, team),
      unembedded,
      digests: await digests(),
      unhandled: [...said.matchAll(/[Uu]nhandled|UncaughtException|This is a fault of Hubbub/g)].length,
    };
  } finally {
    for (const bot of bots) await bot.end('SIGKILL');
    await store.close();
    await slack.stop();
    await model.close();
    await rm(dataDir, { recursive: true });
  }
}

const READY = /(?:Hubbub is running|this one stands by)/;
