import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { timely } from './clients.ts';

test('an answer that Slack never takes is given up', async () => {
  const silent = createServer(() => {});
  onTestFinished(() => {
    silent.closeAllConnections();
    silent.close();
  });
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  await expect(timely(100)(url, { method: 'POST', body: '{}' })).rejects.toThrow(/timeout/);
});
