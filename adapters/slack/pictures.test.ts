import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reply } from '../../src/commands/reply.ts';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import { newClient } from './clients.ts';
import { sendReply } from './pictures.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const alt = 'Two topics; the larger one, “Coffee”, grows.';
const reply: Reply = {
  heading: 'The map',
  parts: [{ kind: 'picture', png, alt, title: 'What Acme talks about' }],
  fallback: 'The map',
};
const said: string[] = [];
let slack: SlackFake;
beforeAll(async () => {
  slack = await SlackFake.start();
});
afterAll(() => slack.stop());

/** A channel of a team whose app was granted these scopes, and the app posting there. */
function setUp(scopes: string[]) {
  const team = slack.addTeam({ name: 'Acme', manifest: { oauth_config: { scopes: { bot: scopes } } } });
  const client = newClient(team.botToken, slack.url, (text) => said.push(text));
  const channel = team.addChannel({ name: 'general', members: [] }).id;
  const post = () =>
    sendReply({ client, log: (text) => said.push(text) }, reply, (message) =>
      client.chat.postMessage({ channel, ...message }),
    );
  return { team, post };
}

test('a picture is uploaded without being shared, and shown once Slack has looked at it', async () => {
  const { team, post } = setUp(['chat:write', 'files:write']);
  await post();
  const [file] = slack.records.files.filter((one) => one.team === team.id);
  expect(file).toMatchObject({ content: png, altText: alt, title: 'What Acme talks about', refused: 1 });
  expect(file!.channel).toBeUndefined();
  expect(slack.records.replies.at(-1)!.blocks.at(-1)).toMatchObject({
    type: 'image',
    slack_file: { id: file!.id },
    alt_text: alt,
  });
  expect(slack.records.of('chat.postMessage').map(({ result }) => result)).toEqual(['invalid_blocks', 'ok']);
});

test('without the scope the answer says in words what is in the picture, and the operator is told', async () => {
  const { team, post } = setUp(['chat:write']);
  await post();
  expect(JSON.stringify(slack.records.replies.at(-1)!.blocks)).toContain(alt);
  expect(slack.records.files.some((one) => one.team === team.id)).toBe(false);
  expect(said.at(-1)).toMatch(/files:write is missing.*reinstall/);
  expect(slack.records.violations).toEqual([]);
});
