import { expect, test } from 'vitest';
import type { Check } from '../commands/reply.ts';
import { countLimit, metrics } from '../metrics.ts';
import { countedReply } from './counted.ts';

test('what was counted is told in words, and what went wrong with what to do', async () => {
  metrics.stored.inc(1234);
  metrics.store.observe(0.5);
  metrics.store.observe(1.5);
  metrics.command.observe({ command: 'similar', outcome: 'failed' }, 0.02);
  countLimit('slack', 90);
  countLimit('slack', 90);
  metrics.breakerOpen.set({ service: 'api.openai.com' }, 1);
  const { parts } = await countedReply();
  const said = new Map(
    parts
      .flatMap((part) => (part.kind === 'checks' ? part.checks : []))
      .map((check): [string, Check] => [check.name, check]),
  );
  expect(said.get('messages in')).toMatchObject({
    state: 'ok',
    finding: '1,234 stored, 0 deleted, 1.0 s a batch',
  });
  expect(said.get('rate limits')?.finding).toBe('slack: asked to wait 2 times, 3 minutes in all');
  expect(said.get('answers')).toMatchObject({
    state: 'problem',
    finding: expect.stringContaining('1 could not be answered'),
  });
  expect(said.get('services')).toMatchObject({
    state: 'problem',
    finding: expect.stringContaining('api.openai.com'),
  });
  expect(said.get('trouble')).toMatchObject({ state: 'ok' });
});
