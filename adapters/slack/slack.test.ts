import { readFileSync } from 'node:fs';
import { adapterContract, type Platform, type Said, type Shown } from '../../test/contract/adapter.ts';
import type { AppManifest } from '../../test/fakes/slack/manifest.ts';
import type { Posted } from '../../test/fakes/slack/model.ts';
import type { Reply } from '../../test/fakes/slack/records.ts';
import { SlackFake } from '../../test/fakes/slack/slack.ts';
import { slackAdapter } from './slack.ts';

adapterContract('Slack', openSlack);

async function openSlack(): Promise<Platform> {
  const manifest = new URL('../../slack-manifest.json', import.meta.url);
  const slack = await SlackFake.start({ retryDelays: [50, 200] });
  const team = slack.addTeam({
    name: 'Acme',
    manifest: JSON.parse(readFileSync(manifest, 'utf8')) as AppManifest,
  });
  const users = { ada: team.addUser({ name: 'ada' }), bo: team.addUser({ name: 'bo' }) };
  const channels = {
    general: team.addChannel({ name: 'general', members: Object.values(users) }),
    secret: team.addChannel({ name: 'secret', kind: 'private', members: [users.ada] }),
    direct: team.addChannel({ name: '', kind: 'im', members: [users.ada] }),
  };
  const posted = new Map<string, Posted>();
  const at = ({ id }: Said) => posted.get(id)!;
  const adapter = (botToken = team.botToken) =>
    slackAdapter({
      workspaces: [{ botToken, appToken: team.appToken }],
      apiUrl: slack.url,
      listen: { host: '127.0.0.1', port: 0 },
      botMessages: false,
      log: () => {},
    });
  return {
    workspace: `slack:${team.id}`,
    adapter: () => adapter(),
    refused: () => adapter('xoxb-made-up'),
    async say(who, where, text, { answers, at: time, untold } = {}) {
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      const thread = answers && at(answers);
      const one = team.post(channels[where], users[who], escaped, { at: time, quiet: untold, thread });
      const id = `${one.channel.id}/${one.ts}`;
      posted.set(id, one);
      return { id };
    },
    edit: async (said, text) => team.edit(at(said), text),
    delete: async (said) => team.delete(at(said)),
    repeat: () => slack.faults.repeatEvents(),
    async away(work) {
      const events = [...team.granted.events];
      team.granted.events.clear();
      await work();
      for (const event of events) team.granted.events.add(event);
      team.socket.drop();
      await slack.connected(team);
    },
    async leaveSecret() {
      team.leave(channels.secret, users.ada);
      await slack.settled();
    },
    async ask(who, line) {
      const [, command, text] = /^(\S+)\s*(.*)$/.exec(line)!;
      const asked = await team.command(users[who], channels.general, command!, text);
      return shown(await asked.reply(), users[who].id);
    },
    idOf: (where) => ({ ...channels, ...users })[where].id,
    posted: () =>
      [...team.channels.values()].flatMap((channel) =>
        channel.messages
          .filter(({ bot_id }) => bot_id === team.bot.botId)
          .map((message) => {
            const ephemeral = channel.kind === 'im';
            const [who = ''] = [...channel.members].filter((id) => id !== team.bot.id);
            const [name] = Object.entries(users).find(([, { id }]) => id === who) ?? [];
            const where = ephemeral ? name : channel.name;
            const reply = { blocks: message.blocks, ephemeral, user: who } as unknown as Reply;
            return { ...shown(reply, who), where: where as 'general' };
          }),
      ),
    disturb(how) {
      const fault = {
        limit: { kind: 'ratelimited', retryAfter: 1 },
        trouble: { kind: 'status', status: 503 },
        'lost answer': { kind: 'unheard' },
      } as const;
      slack.faults.call('chat.postMessage', fault[how]);
    },
    harm: () => [
      ...slack.records.pings,
      ...slack.records.replies.flatMap(({ unfurls, text }) => (unfurls ? [`unfurls links: ${text}`] : [])),
      ...slack.records.violations.map(({ detail }) => detail),
      ...team.delivery.acks.flatMap(({ failure }) =>
        failure === 'timeout' ? ['not acknowledged in time'] : [],
      ),
    ],
    close: () => slack.stop(),
  };
}

/** A reply as somebody reads it. */
function shown({ blocks, ephemeral, user }: Reply, who: string): Shown {
  const said = textsIn(blocks).join('\n');
  const links = [...said.matchAll(/<(https?:[^|>]+)[^>]*>/g)].map(([, url]) => url!.replaceAll('&amp;', '&'));
  const text = said.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return { text, links, private: ephemeral && user === who };
}

/** Every text in Block Kit, wherever it stands. */
function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsIn(inner),
  );
}
