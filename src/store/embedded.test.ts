import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newDataFolder } from '../../test/data-folder.ts';
import { HubbubError } from '../errors.ts';
import { openStore } from './store.ts';

const run = promisify(execFile);

let dataDir: string;
beforeEach(async () => {
  dataDir = await newDataFolder();
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it opened'),
    (error) => {
      expect(error).toBeInstanceOf(HubbubError);
      return `${error.message} ${error.fix}`;
    },
  );

test('what is stored is there after closing and opening again, for this user alone', async () => {
  await rm(dataDir, { recursive: true });
  const first = await openStore({ dataDir });
  await first.pool.query("insert into workspace (id) values ('test:1')");
  await first.close();
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  const second = await openStore({ dataDir });
  expect((await second.pool.query('select id from workspace')).rows).toEqual([{ id: 'test:1' }]);
  await second.close();
});

test('a second process is refused, by name of the folder and process, until the first ends', async () => {
  const child = fork(fileURLToPath(new URL('../../test/hold-store.ts', import.meta.url)), [dataDir]);
  await once(child, 'message');
  expect(await refusal(openStore({ dataDir }))).toMatch(
    `${dataDir} is in use by another Hubbub (process ${child.pid})`,
  );
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await openStore({ dataDir })).close();
});

test('a folder that cannot be made or written is named', async () => {
  const wrong = join(dataDir, 'file', 'data');
  await writeFile(join(dataDir, 'file'), '');
  expect(await refusal(openStore({ dataDir: wrong }))).toMatch(
    /file\/data cannot be written.*HUBBUB_DATA_DIR/s,
  );
});

test('a database of another version, and one with a file lost, are explained and left alone', async () => {
  await writeFile(join(dataDir, 'database', 'PG_VERSION'), '12\n');
  expect(await refusal(openStore({ dataDir }))).toMatch(
    /version 12, which is not compatible.*the version of Hubbub that made it/s,
  );
  await writeFile(join(dataDir, 'database', 'PG_VERSION'), '18\n');
  await rm(join(dataDir, 'database', 'global', 'pg_control'));
  expect(await refusal(openStore({ dataDir }))).toMatch(/cannot go on: .*pg_control.*last copy/s);
  expect(await readdir(dataDir)).not.toContain('lock.pid');
});

test('a creation that was cut short is begun anew', async () => {
  await rename(join(dataDir, 'database'), join(dataDir, 'database.unfinished-x'));
  await rm(join(dataDir, 'database.unfinished-x', 'base'), { recursive: true });
  await (await openStore({ dataDir })).close();
  expect((await readdir(dataDir)).sort()).toEqual(['database', 'lock.sqlite']);
});

test('a commit reaches the disk before it is acknowledged', async () => {
  const store = await openStore({ dataDir });
  try {
    const settings = 'select name, setting from pg_settings where name = any($1) order by name';
    const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'wal_sync_method'];
    expect((await store.pool.query(settings, [names])).rows.map((r) => r.setting)).toEqual([
      'on',
      'on',
      'on',
      'fsync',
    ]);
    // PostgreSQL's own count of the times it has synced its log.
    const syncs = async () =>
      (await store.pool.query("select sum(fsyncs)::int as n from pg_stat_io where object = 'wal'")).rows[0].n;
    const before = await syncs();
    for (let i = 0; i < 10; i++)
      await store.pool.query('insert into workspace (id) values ($1)', [`test:${i}`]);
    await store.pool.query('select pg_stat_force_next_flush()');
    expect((await syncs()) - before).toBeGreaterThanOrEqual(10);
  } finally {
    await store.close();
  }
});

test('a log that cannot be written ends the database in words, and nothing acknowledged is lost', async () => {
  // A limit on the size of files stands for a full disk; the log's first file is longer.
  const command = `ulimit -f 10240; exec "$0" "$@"`;
  const child = fileURLToPath(new URL('../../test/fill-store.ts', import.meta.url));
  const { stdout } = await run('bash', ['-c', command, process.execPath, child, dataDir]);
  const { stored, message } = JSON.parse(stdout);
  expect(stored).toBeGreaterThan(0);
  expect(message).toMatch(/cannot go on: could not write to log file .* File too large/);
  const store = await openStore({ dataDir });
  const { rows } = await store.pool.query(
    'select count(*)::int as n from workspace where length(name) = 40000',
  );
  expect([stored, stored + 1]).toContain(rows[0].n);
  await store.close();
});

test('nothing is left running or lying about after closing', async () => {
  const sockets = async () => (await readdir(tmpdir())).filter((name) => /^hubbub-[^-]{6}$/.test(name));
  const script = `
    const { openStore } = await import(${JSON.stringify(new URL('./store.ts', import.meta.url).href)});
    const store = await openStore({ dataDir: process.argv[1] });
    console.log(new URL(store.connectionString).searchParams.get('host'));
    await store.close();`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, dataDir]);
  expect(stdout.trim()).toMatch(/hubbub-/);
  expect(await sockets()).not.toContain(stdout.trim().split('/').at(-1));
});
