import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '../src/store/store.ts';

/**
 * A new data folder with an empty, migrated database in it. Making one takes seconds of CPU, so it is made once a
 * version and copied; a test of the making itself begins with a folder that does not exist.
 */
export async function newDataFolder(): Promise<string> {
  if (!existsSync(template)) await makeTemplate();
  const folder = await mkdtemp(join(tmpdir(), 'hubbub-test-'));
  await cp(template, folder, { recursive: true });
  return folder;
}

const project = fileURLToPath(new URL('..', import.meta.url));
const migrations = join(project, 'src/store/migrations');
const version = createHash('sha256');
for (const file of readdirSync(migrations)
  .filter((name) => name.endsWith('.sql'))
  .sort())
  version.update(readFileSync(join(migrations, file)));
version.update(readFileSync(join(project, 'src/store/migrate.ts')));
version.update(readFileSync(join(project, 'node_modules/@electric-sql/pglite/package.json')));
const template = join(tmpdir(), `hubbub-test-template-${version.digest('hex').slice(0, 16)}`);

async function makeTemplate(): Promise<void> {
  const aside = await mkdtemp(join(tmpdir(), 'hubbub-test-'));
  await (await openStore({ dataDir: aside })).close();
  // Another test process may have been faster.
  await rename(aside, template).catch(() => rm(aside, { recursive: true }));
}
