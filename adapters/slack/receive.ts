import type { App } from '@slack/bolt';
import type { Host } from '../adapter.ts';
import { isWritten, SlackMessage, slackContent } from './message.ts';
import { slackMessageId } from './to-message.ts';
import type { SlackWorkspace } from './workspace.ts';

type Json = Record<string, unknown>;

/** Has what happens in a workspace told to the host. Slack is answered before any of this runs. */
export function receiveEvents(app: App, slack: SlackWorkspace, host: Host): void {
  app.event('message', async ({ event }) => receiveMessage(slack, host, event as unknown as Json));

  app.event('member_joined_channel', async ({ event: { user, channel } }) => {
    slack.viewers.drop(user);
    if (user !== slack.botUser) return;
    const joined = await slack.joined(channel);
    if (!joined) return;
    host.catchUp(slack.history.source(joined));
    await host.welcome({ workspace: slack.key, channel: joined.id, name: joined.name });
  });
  app.event('member_left_channel', async ({ event }) => {
    slack.viewers.drop(event.user);
    if (event.user === slack.botUser) slack.channels.remove(event.channel);
  });
  for (const left of ['channel_left', 'group_left'] as const)
    app.event(left, async ({ event }) => slack.channels.remove(event.channel));
  for (const deleted of ['channel_deleted', 'group_deleted'] as const)
    app.event(deleted, async ({ event: { channel } }) => {
      slack.channels.remove(channel);
      await host.removeAll(slack.key, { channel });
    });
  for (const renamed of ['channel_rename', 'group_rename'] as const)
    app.event(renamed, async ({ event: { channel } }) => slack.channels.rename(channel.id, channel.name));
  for (const changed of [
    'channel_archive',
    'channel_unarchive',
    'group_archive',
    'group_unarchive',
    'channel_shared',
  ] as const)
    app.event(changed, async () => slack.channels.expire());

  for (const known of ['user_change', 'team_join'] as const)
    app.event(known, async ({ event: { user } }) => {
      slack.people.note(user);
      slack.viewers.drop(user.id);
    });
}

async function receiveMessage(slack: SlackWorkspace, host: Host, event: Json): Promise<void> {
  const channel = await slack.channelOf(event);
  if (!channel) return;
  slack.heard.told(channel);
  const remove = (ts: unknown) => host.remove(slack.key, [slackMessageId(channel.id, String(ts))]);
  switch (event.subtype) {
    case 'message_deleted':
      return remove(event.deleted_ts);
    case 'message_changed': {
      const message = event.message as Json;
      if (message.subtype === 'tombstone') return remove(message.ts);
      if (!isChanged(slack, event.previous_message, message)) return;
      return receive(message);
    }
    case 'channel_convert_to_private':
    case 'channel_convert_to_public':
      return slack.channels.expire();
    default:
      return receive(event);
  }

  async function receive(raw: Json): Promise<void> {
    for (const message of await slack.convert(channel!, [raw])) await host.receive(message);
  }
}

/** Previews of links and counts of replies are changes to Slack, but nobody has said anything else. */
function isChanged(slack: SlackWorkspace, before: unknown, after: unknown): boolean {
  const [was, is] = [SlackMessage.safeParse(before).data, SlackMessage.safeParse(after).data];
  if (!was || !is) return true;
  if (!isWritten(is)) return false;
  const names = slack.names;
  return was.edited?.ts !== is.edited?.ts || slackContent(was, names) !== slackContent(is, names);
}
