import type { BlockButtonAction, types } from '@slack/bolt';
import { expect, test } from 'vitest';
import { refusal, socketApp, startSlack } from './real-app.ts';
import { until } from './until.ts';

const more: types.KnownBlock[] = [
  { type: 'section', text: { type: 'mrkdwn', text: 'Ten topics' } },
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'more', value: '10', text: { type: 'plain_text', text: 'More' } },
    ],
  },
];
const modal: types.ModalView = {
  type: 'modal',
  callback_id: 'rename',
  title: { type: 'plain_text', text: 'Rename' },
  submit: { type: 'plain_text', text: 'Save' },
  blocks: [
    {
      type: 'input',
      label: { type: 'plain_text', text: 'Name' },
      element: { type: 'plain_text_input', action_id: 'name' },
    },
  ],
};

test('a command is answered, its button pages, and a modal is filled in', async () => {
  const { slack, team, ada, general } = await startSlack();
  const submitted: unknown[] = [];
  await socketApp(slack, team, (app) => {
    app.command('/topics', async ({ ack, respond, command }) => {
      await ack();
      await respond({ text: `Topics of ${command.text}`, blocks: more });
    });
    app.action<BlockButtonAction>('more', async ({ ack, respond, client, body, action }) => {
      await ack();
      await respond({ text: `More from ${action.value}`, replace_original: true });
      await client.views.open({ trigger_id: body.trigger_id, view: modal });
    });
    app.view('rename', async ({ ack, view }) => {
      submitted.push(Object.values(view.state.values)[0]!.name!.value);
      await ack();
    });
  });
  const asked = await team.command(ada, general, '/topics', '7d');
  expect(asked.outcome).toBe('acknowledged');
  const reply = await asked.reply();
  expect(reply).toMatchObject({ text: 'Topics of 7d', ephemeral: true, user: ada.id });
  const clicked = await team.click(ada, reply, 'more');
  expect(await clicked.reply()).toMatchObject({ text: 'More from 10', original: 'replaced', ts: reply.ts });
  const saved = await team.submit(ada, await clicked.view(), { name: 'Printers' });
  expect(saved.outcome).toBe('acknowledged');
  expect(submitted).toEqual(['Printers']);
});

test('a command that nobody acknowledges times out, and one that nobody hears fails at once', async () => {
  const { slack, team, ada, general } = await startSlack();
  expect((await team.command(ada, general, '/topics')).outcome).toBe('dispatch_failed');
  await socketApp(slack, team, (app) => app.command('/topics', async () => {}));
  expect((await team.command(ada, general, '/topics')).outcome).toBe('operation_timeout');
});

test('a response_url serves five times and half an hour, a trigger one view and three seconds', async () => {
  const { slack, team, ada, general, client } = await startSlack();
  await socketApp(slack, team, (app) => app.shortcut('find', async ({ ack }) => ack()));
  const message = team.post(general, ada, 'What is this?');
  const first = await team.shortcut(ada, message, 'find');
  const post = (url: string, text: string) => fetch(url, { method: 'POST', body: JSON.stringify({ text }) });
  const statuses = [];
  for (let i = 0; i < 6; i++) statuses.push((await post(first.responseUrl, String(i))).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
  const second = await team.shortcut(ada, message, 'find');
  second.at -= 31 * 60_000;
  expect(await (await post(second.responseUrl, 'late')).json()).toEqual({ ok: false, error: 'expired_url' });
  expect(slack.records.violations.map(({ error }) => error)).toEqual(['used_url', 'expired_url']);

  const open = (trigger_id: string) => refusal(client.views.open({ trigger_id, view: modal }));
  expect(await open(first.triggerId)).toMatchObject({ error: 'none' });
  expect(await open(first.triggerId)).toMatchObject({ error: 'exchanged_trigger_id' });
  expect(await open(second.triggerId)).toMatchObject({ error: 'expired_trigger_id' });
});

test('a reply for all is a message of the channel', async () => {
  const { slack, team, ada, general } = await startSlack();
  await socketApp(slack, team, (app) =>
    app.command('/digest', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'Today', response_type: 'in_channel' });
    }),
  );
  await team.command(ada, general, '/digest');
  await until(() => team.truth().length > 0, 'Nothing was posted.');
  expect(team.truth()).toMatchObject([{ text: 'Today', by: 'app' }]);
});
