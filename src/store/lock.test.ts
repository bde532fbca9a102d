import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HubbubError } from '../errors.ts';
import { lockFolder } from './lock.ts';

test('a folder is locked once, until it is given back', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubbub-test-'));
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(HubbubError);
  expect(() => lockFolder(folder)).toThrow(`${folder} is in use by another Hubbub (process ${process.pid})`);
  unlock();
  lockFolder(folder)();
});
