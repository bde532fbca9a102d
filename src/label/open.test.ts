import { expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import type { Store } from '../store/store.ts';
import { openLabeller } from './open.ts';

/** Opening a labeller asks nothing of the database. */
const store = {} as Store;

it.each([
  [{}, 'keywords'],
  [{ OPENAI_API_KEY: 'k' }, 'openai:gpt-5.4-mini'],
  [{ OPENAI_API_KEY: 'k', HUBBUB_LABELLER: 'keywords' }, 'keywords'],
  [{ OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', HUBBUB_LABELLER: 'openai:llama3:8b' }, 'openai:llama3:8b'],
])('opens what the settings %j ask for', async (settings, id) => {
  expect((await openLabeller(loadConfig(settings), store, 'test:1')).id).toBe(id);
});

it('refuses a budget that is no number', () => {
  expect(() => loadConfig({ HUBBUB_LABEL_TOKENS_PER_DAY: 'plenty' })).toThrow(/HUBBUB_LABEL_TOKENS_PER_DAY/);
});
