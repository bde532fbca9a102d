import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { slackAdapter } from '../../adapters/slack/slack.ts';
import manifest from '../../slack-manifest.json' with { type: 'json' };
import { newDataFolder } from '../../test/data-folder.ts';
import type { AppManifest } from '../../test/fakes/slack/manifest.ts';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import { collect } from '../collect/collect.ts';
import { loadConfig } from '../config.ts';
import { assemble, type Hubbub } from '../hubbub.ts';
import { registry } from '../metrics.ts';
import { type Digests, openDigests } from './open.ts';
import { lastDue } from './schedule.ts';
import { channelDigest, saveSetup } from './setups.ts';

// A digest that stands in a channel, with the real SDK signed in to it as a process that posts and does not receive.

vi.setConfig({ testTimeout: 30_000 });

const schedule = { cron: '0 0 * * *', zone: 'UTC' };
const decided = {
  office: 'we decided to paint the shed green before the summer party',
  plans: 'we decided to sell the boat to the neighbours next month',
  boats: 'we agreed to moor the other boat at the old harbour instead',
};

let dataDir: string;
let slack: SlackFake;
let hubbub: Hubbub;
let digests: Digests;
beforeAll(async () => {
  dataDir = await newDataFolder();
  slack = await SlackFake.start();
  hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
});
afterAll(async () => {
  await digests?.close();
  await hubbub.close();
  await slack.stop();
  await rm(dataDir, { recursive: true });
});

test('a digest follows an edit, a channel that becomes private, and a reader who may see less', async () => {
  const team = slack.addTeam({ name: 'Acme', manifest: manifest as unknown as AppManifest });
  const ada = team.addUser({ name: 'ada' });
  const [office, plans, boats] = ['office', 'plans', 'boats'].map((name) =>
    team.addChannel({ name, members: [ada] }),
  ) as [
    ReturnType<typeof team.addChannel>,
    ReturnType<typeof team.addChannel>,
    ReturnType<typeof team.addChannel>,
  ];
  const workspace = `slack:${team.id}`;
  const yesterday = lastDue(schedule, new Date())!.at.getTime() - 12 * 3_600_000;
  const said = [office, plans, boats].map(({ id, name }) => ({
    ...{ workspace, channel: id, channelName: name, id: `${id}/1`, author: ada.id, ts: yesterday },
    text: decided[name as keyof typeof decided],
  }));
  const store = await hubbub.store();
  await collect(store, said);
  await saveSetup(store, { workspace, id: channelDigest(office.id), ...schedule, covers: null, note: false });
  await store.pool.query("update digest set since = now() - interval '3 days'");

  const tokens = { botToken: team.botToken, appToken: team.appToken };
  const listen = { host: '127.0.0.1', port: 0 };
  const adapter = slackAdapter({
    workspaces: [tokens],
    apiUrl: slack.url,
    listen,
    botMessages: false,
    log: () => {},
  });
  await adapter.signIn();
  const troubles: unknown[] = [];
  const open = async () => {
    await digests?.close();
    digests = await openDigests(hubbub, [adapter], (where, error) => troubles.push(`${where}: ${error}`));
    digests.start();
  };
  const standing = () =>
    office.messages
      .filter(({ bot_id }) => bot_id === team.bot.botId)
      .map(({ blocks }) => JSON.stringify(blocks));
  const saysOf = async (expected: string[], not: string[]) =>
    vi.waitFor(() => {
      expect(standing()).toHaveLength(1);
      for (const words of expected) expect(standing()[0]).toContain(words);
      for (const words of not) expect(standing()[0]).not.toContain(words);
    }, 15_000);

  await open();
  await saysOf(['shed green', 'sell the boat', 'old harbour'], []);
  await vi.waitFor(async () =>
    expect(await registry.metrics()).toContain('hubbub_digests_total{outcome="posted"} 1'),
  );

  const edited = { ...said[0]!, text: 'we decided to paint the shed blue, not green', editedTs: Date.now() };
  await collect(store, [edited]);
  digests.changed([edited.id]);
  await saysOf(['shed blue', 'sell the boat'], ['shed green']);

  // Nobody tells a process that does not receive: it asks.
  team.makePrivate(plans, ada);
  await open();
  await saysOf(['shed blue', 'old harbour'], ['sell the boat']);

  const guest = team.addUser({ name: 'gus', kind: 'guest' });
  team.join(office, guest, ada);
  await open();
  await saysOf(['shed blue'], ['sell the boat', 'old harbour']);
  expect(troubles).toEqual([]);
  expect(slack.records.violations).toEqual([]);
});
