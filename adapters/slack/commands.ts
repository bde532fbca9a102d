import type { App, BlockButtonAction, MessageShortcut } from '@slack/bolt';
import type { Host } from '../adapter.ts';
import { Answers } from './answers.ts';
import { fromButton } from './buttons.ts';
import { SlackMessage, slackContent } from './message.ts';
import { ASKED, answered, askFor } from './modal.ts';
import { slackText } from './text.ts';
import { slackMessageId } from './to-message.ts';
import type { SlackWorkspace } from './workspace.ts';

/** Answers commands, the message shortcut, buttons and modals. Each is acknowledged before anything else is done. */
export function answerPeople(app: App, slack: SlackWorkspace, host: Host): void {
  const answers = new Answers(slack, host);

  app.command('/digest', async ({ ack, command, respond }) => {
    await ack();
    // By its id: the bot may be in a channel in which nothing has been said yet.
    const text = (command.text ?? '').replace(/<#(C\w+)(?:\|[^>]*)?>/g, '#$1');
    await answers.give(command.user_id, () => `/digest ${slackText(text, slack.names)}`, respond);
  });

  for (const name of ['/topics', '/similar', '/hubbub'])
    app.command(name, async ({ ack, command, respond }) => {
      await ack();
      await answers.give(
        command.user_id,
        () => `${name} ${slackText(command.text ?? '', slack.names)}`,
        respond,
      );
    });

  app.shortcut<MessageShortcut>({ callback_id: 'find_similar', type: 'message_action' }, async (args) => {
    await args.ack();
    const { shortcut, respond } = args;
    await answers.give(shortcut.user.id, (visible) => similarTo(slack, shortcut, visible), respond);
  });

  app.action<BlockButtonAction>(/^run:/, async ({ ack, action, body, respond, client }) => {
    await ack();
    const { command, asks, replaces } = fromButton(action.value);
    if (asks) {
      const view = askFor(asks, command, body.response_url);
      await client.views.open({ trigger_id: body.trigger_id, view });
    } else await answers.give(body.user.id, () => command, respond, { replaces });
  });

  app.view(ASKED, async ({ ack, body, view }) => {
    await ack();
    const { command, respond } = answered(view);
    await answers.give(body.user.id, () => command, respond);
  });
}

/** By its id where it is stored, which is exact; else by what it says. */
function similarTo(
  slack: SlackWorkspace,
  { channel, message }: MessageShortcut,
  visible: ReadonlySet<string>,
): string {
  const m = SlackMessage.parse(message);
  if (visible.has(channel.id) && slack.collects(m))
    return `/similar --message ${slackMessageId(channel.id, m.ts)}`;
  return `/similar --messages --text ${slackContent(m, slack.names)}`;
}
