import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import manifest from '../slack-manifest.json' with { type: 'json' };
import { openStore } from '../src/store/store.ts';
import { Bot } from './bot.ts';
import { newDataFolder } from './data-folder.ts';
import { DiscordFake } from './fakes/discord/discord.ts';
import type { AppManifest } from './fakes/slack/manifest.ts';
import { SlackFake } from './fakes/slack/slack.ts';
import { type Finished, hubbub, main } from './run.ts';
import { jsonl, longChat } from './team-chat.ts';

// What the machine does wrong: its clock, and its disk. The real program, in processes of its own.

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const DAY = 86_400_000;
let dataDir: string;
beforeAll(async () => {
  dataDir = await newDataFolder();
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test('a clock that was a year ahead or behind costs no message, said live or while it was off', async () => {
  const [slack, discord] = await Promise.all([
    SlackFake.start({ retryDelays: [100, 500] }),
    DiscordFake.start(),
  ]);
  const team = slack.addTeam({ name: 'Acme', manifest: manifest as unknown as AppManifest });
  const guild = discord.addGuild('Acme');
  const [ada, bo] = [team.addUser({ name: 'ada' }), guild.addMember({ name: 'bo' })];
  const [office, room] = [
    team.addChannel({ name: 'office', members: [ada] }),
    guild.addChannel({ name: 'room' }),
  ];
  const folder = await newDataFolder();
  const said: string[] = [];
  const say = (text: string) => {
    team.post(office, ada, `${text} in Slack`);
    guild.post(room, bo, `${text} in Discord`);
    said.push(`${text} in Slack`, `${text} in Discord`);
  };
  let bot: Bot | undefined;
  try {
    for (const off of [0, 400, -400, 0]) {
      say(`${said.length}: while it was off`);
      bot = new Bot(folder, {
        ...{ SLACK_API_URL: slack.url, SLACK_BOT_TOKEN: team.botToken, SLACK_APP_TOKEN: team.appToken },
        ...{ DISCORD_API_URL: discord.url, DISCORD_TOKEN: discord.token },
        NODE_OPTIONS: `--import ${new URL('./clock.ts', import.meta.url).href}`,
        CLOCK_OFF_BY: String(off * DAY),
      });
      await bot.says(/Hubbub is running/);
      await slack.connected(team);
      say(`${said.length}: while it listened`);
      await slack.settled();
      await quiet([slack.records.calls, discord.records.calls], said.length < 16 ? 250 : 1_000);
      await bot.stop();
    }
    // The last life had a right clock, and has read what those before it left.
    const store = await openStore({ dataDir: folder });
    const { rows } = await store.pool.query<{ text: string }>('select text from message');
    await store.close();
    expect(rows.map(({ text }) => text).toSorted()).toEqual(said.toSorted());
  } finally {
    await bot?.stop('SIGKILL');
    await Promise.all([slack.stop(), discord.stop()]);
    await rm(folder, { recursive: true });
  }
});

/** Resolves once nothing has been asked for some milliseconds: what there was to read has been. */
async function quiet(calls: readonly (readonly unknown[])[], ms: number): Promise<void> {
  const count = () => calls.reduce((sum, { length }) => sum + length, 0);
  for (let before = -1; count() !== before; await wait(ms)) before = count();
}

/** A limit on the size of files stands for a full disk: the database's own are larger. */
async function onAFullDisk(folder: string, ...args: string[]): Promise<Finished> {
  const command = `ulimit -f 10240; exec "$0" "$@"`;
  const env = { PATH: process.env.PATH, TZ: 'UTC', HUBBUB_DATA_DIR: folder, HUBBUB_WEB_PORT: 'off' };
  const child = promisify(execFile)('bash', ['--norc', '-c', command, process.execPath, main, ...args], {
    env,
    cwd: tmpdir(),
  });
  return child.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error) => error as Finished,
  );
}

test('an import for which the disk has no room ends in words, and what was there is kept', async () => {
  const [short, long] = [join(dataDir, 'short.jsonl'), join(dataDir, 'long.jsonl')];
  await writeFile(short, jsonl(longChat(60)));
  const rows = longChat(3_000).map((row) => ({ ...row, text: `${row.text} ${'lorem ipsum '.repeat(200)}` }));
  await writeFile(long, jsonl(rows));
  expect(await hubbub(dataDir, ['import', short])).toMatchObject({ code: 0 });
  const full = await onAFullDisk(dataDir, 'import', long);
  expect(full.code, full.stderr).toBe(1);
  expect(full.stderr).toMatch(/cannot go on: .*File too large/);
  expect(full.stderr).not.toMatch(/\n\s+at /);
});

test('a digest for which there is none ends in words too, and is shown when there is', async () => {
  const digest = ['digest', '--workspace', 'jsonl:short', '--date', '2025-05-05'];
  const full = await onAFullDisk(dataDir, ...digest);
  expect(full.code, full.stdout).toBe(1);
  expect(full.stderr).toMatch(/cannot go on: .*File too large/);
  expect(full.stderr).not.toMatch(/\n\s+at /);
  const shown = await hubbub(dataDir, digest);
  expect(shown.code, shown.stderr).toBe(0);
  expect(shown.stdout).toContain('printer');
});

test('an export for which there is no room says so, and leaves what was there', async () => {
  const file = join(dataDir, 'kept.jsonl');
  await writeFile(file, 'of last week');
  // The kernel refuses every write to this device for lack of room.
  await symlink('/dev/full', `${file}.part`);
  const full = await hubbub(dataDir, ['export', 'jsonl', file, '--workspace', 'jsonl:short']);
  expect(full.code, full.stderr).toBe(1);
  expect(full.stderr).toMatch(/kept\.jsonl could not be written: .*no space left on device/i);
  expect(await readFile(file, 'utf8')).toBe('of last week');
  expect(await readdir(dataDir)).not.toContain('kept.jsonl.part');
});

test.skipIf(!existsSync('/usr/bin/prlimit'))('so does a backup', async () => {
  const file = join(dataDir, 'kept.jsonl.gz');
  await writeFile(file, 'of last week');
  const script = fileURLToPath(new URL('./back-up-full.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, dataDir, file]);
  expect(stdout).toMatch(/kept\.jsonl\.gz could not be written: .*file too large/i);
  expect(await readFile(file, 'utf8')).toBe('of last week');
  expect(await readdir(dataDir)).not.toContain('kept.jsonl.gz.unfinished');
});
