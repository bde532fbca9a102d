import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DCLinter } from 'dclint';
import { afterAll, beforeAll, expect, test } from 'vitest';

// What starts Hubbub elsewhere: compose.yaml, the image, the systemd unit.

const read = (file: string) => readFile(new URL(`../${file}`, import.meta.url), 'utf8');
const settings = async () =>
  [...(await read('.env.example')).matchAll(/^(\w+)=$/gm)].map(([, name]) => [name!, ''] as const);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hubbub-deploy-'));
  // In the place of Node, it says how it was called.
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
  const node = join(folder, 'node_modules/.bin/node');
  await writeFile(node, '#!/bin/sh\necho "$HUBBUB_DATA_DIR $HUBBUB_METRICS_PORT $*"\n');
  await chmod(node, 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

async function call([command, ...args]: string[], env: Record<string, string>): Promise<string> {
  const options = { cwd: folder, env: { PATH: process.env.PATH!, ...env } };
  return (await promisify(execFile)(command!, args, options)).stdout.trim();
}

test('compose.yaml is as the Compose Specification wants it', async () => {
  const file = new URL('../compose.yaml', import.meta.url).pathname;
  const found: { messages: { severity: string; message: string }[] }[] = new DCLinter({
    rules: {},
    quiet: true,
  }).lintFiles([file], false);
  const errors = found.flatMap(({ messages }) => messages.filter(({ severity }) => severity === 'error'));
  expect([found.length, errors]).toEqual([1, []]);
});

test('the image keeps its own settings where a copied .env.example has empty lines for them', async () => {
  const [, entry] = /^ENTRYPOINT (.*)$/m.exec(await read('Dockerfile'))!;
  const start = (env: Record<string, string>, ...args: string[]) =>
    call([...JSON.parse(entry!), ...args], env);
  const copied = Object.fromEntries(await settings());
  expect(copied).toMatchObject({ HUBBUB_DATA_DIR: '', HUBBUB_METRICS_PORT: '' });
  expect(await start(copied)).toBe('/data 9464 src/main.ts');
  const given = { ...copied, HUBBUB_DATA_DIR: '/else where', HUBBUB_METRICS_PORT: '0.0.0.0:1' };
  expect(await start(given, 'similar', 'a b')).toBe('/else where 0.0.0.0:1 src/main.ts similar a b');
});

test('so does the systemd unit', async () => {
  const [, script] = /^ExecStart=\/bin\/sh -c '(.*)'$/m.exec(await read('deploy/hubbub.service'))!;
  const start = (env: Record<string, string>) => call(['/bin/sh', '-c', script!.replaceAll('$$', '$')], env);
  expect(await start(Object.fromEntries(await settings()))).toBe('/var/lib/hubbub  src/main.ts');
  expect(await start({ HUBBUB_DATA_DIR: '/elsewhere' })).toBe('/elsewhere  src/main.ts');
});
