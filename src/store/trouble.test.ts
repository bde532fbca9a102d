import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { expect, test } from 'vitest';
import { HubbubError } from '../errors.ts';
import { openStore } from './store.ts';
import { explainTrouble } from './trouble.ts';

/** A server that answers every connection with `reply` (PostgreSQL's wire protocol), or only hangs up. */
async function serverThat(reply?: Buffer): Promise<{ url: string; server: Server }> {
  const server = createServer((socket) =>
    socket.once('data', () => (reply ? socket.end(reply) : socket.end())),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { url: `postgres://ada:secret@127.0.0.1:${port}/hubbub`, server };
}

function errorMessage(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0Mon purpose\0\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}

const refusal = (databaseUrl: string) =>
  openStore({ dataDir: '', databaseUrl }).then(
    () => expect.unreachable('it opened'),
    (error: unknown) => error as HubbubError,
  );

test.for([
  ['28P01', /refused the password/, /user and password/],
  ['3D000', /does not exist/, /createdb/],
  ['53300', /takes no more connections/, /max_connections/],
] as const)('a server that answers %s is explained, without its password', async ([code, what, fix]) => {
  const { url, server } = await serverThat(errorMessage(code));
  const error = await refusal(url);
  server.close();
  expect(error).toBeInstanceOf(HubbubError);
  expect(error.message).toMatch(what);
  expect(error.message).toMatch(/127\.0\.0\.1:\d+\/hubbub/);
  expect(error.fix).toMatch(fix);
  expect(error.message + error.fix).not.toContain('secret');
});

test('so are one that hangs up and one that is not there', async () => {
  const { url, server } = await serverThat();
  expect((await refusal(url)).message).toMatch(/broke the connection/);
  server.close();
  await once(server, 'close');
  expect((await refusal(url)).message).toMatch(/does not answer/);
});

test('while running, the cause that helps is found, and what has nothing to do with the database is left alone', () => {
  const stopped = new HubbubError('The database in /data cannot go on.', 'Make room.');
  expect(explainTrouble(new Error('Failed query', { cause: stopped }))).toBe(stopped);
  const full = Object.assign(new Error('could not extend file'), { code: '53100' });
  expect(explainTrouble(new Error('Failed query', { cause: full }))).toMatchObject({
    message: 'The database has no room left on its disk.',
  });
  const elsewhere = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  expect(explainTrouble(elsewhere)).toBe(elsewhere);
});
