import { adapterContract, type Platform, type Said, type Shown } from '../../test/contract/adapter.ts';
import { flatten } from '../../test/fakes/discord/components.ts';
import { DiscordFake } from '../../test/fakes/discord/discord.ts';
import type { Interaction } from '../../test/fakes/discord/interaction.ts';
import type { DiscordChannel, Posted } from '../../test/fakes/discord/model.ts';
import { discordAdapter } from './discord.ts';

adapterContract('Discord', openDiscord);

async function openDiscord(): Promise<Platform> {
  const discord = await DiscordFake.start();
  const guild = discord.addGuild('Acme');
  const users = { ada: guild.addMember({ name: 'ada' }), bo: guild.addMember({ name: 'bo' }) };
  const general = guild.addChannel({ name: 'general' });
  const secret = guild.addChannel({ name: 'secret', only: [users.ada, guild.bot] });
  const posted = new Map<string, Posted>();
  const at = ({ id }: Said) => posted.get(id)!;
  const adapter = (token = discord.token) =>
    discordAdapter({ token, apiUrl: discord.url, commands: 'global', botMessages: false, log: () => {} });
  /** The thread that begins at a message. */
  const threadOf = ({ channel, id }: Posted, { untold }: { untold?: boolean }): DiscordChannel => {
    const options = { name: 'answers', by: users.ada, from: id };
    return (
      guild.channels.get(id) ??
      (untold ? guild.addThread(channel, options) : guild.createThread(channel, options))
    );
  };
  return {
    workspace: `discord:${guild.id}`,
    adapter: () => adapter(),
    refused: () => adapter('made.up.token'),
    async say(who, where, text, { answers, at: time, untold } = {}) {
      if (where === 'direct') {
        guild.whisper(users[who], text);
        return { id: '' };
      }
      const place = answers ? threadOf(at(answers), { untold }) : where === 'general' ? general : secret;
      const one = guild.post(place, users[who], text, { at: time, quiet: untold });
      posted.set(one.id, one);
      return { id: one.id };
    },
    edit: async (said, text) => guild.edit(at(said), text),
    delete: async (said) => guild.delete(at(said)),
    repeat: () => discord.gateway.repeatEvents(),
    async away(work) {
      discord.gateway.goAway();
      await work();
      discord.gateway.comeBack();
      await discord.connected();
    },
    async leaveSecret() {
      guild.restrict(secret, [guild.bot]);
    },
    async ask(who, line) {
      const [, name, rest = ''] = /^\/(\S+)\s*(.*)$/.exec(line)!;
      const since = /^--since (\S+)/.exec(rest)?.[1];
      const [path, options] =
        name === 'similar'
          ? [name, { text: rest }]
          : name === 'topics'
            ? [name, since ? { since } : {}]
            : [`${name} ${rest}`, {}];
      return shown(await guild.command(users[who], general, path!, options as Record<string, string>));
    },
    idOf: (where) =>
      where === 'general' || where === 'secret' ? { general, secret }[where].id : users[where].user.id,
    posted: () =>
      discord.records.posts
        .filter(({ deleted }) => !deleted)
        .map(({ channel, message }) => {
          const direct = discord.directChannels.get(channel)?.name;
          const [name] = Object.entries(users).find(([, { user }]) => direct?.endsWith(user.id)) ?? [];
          const texts = flatten(message.components ?? []).flatMap(({ content }) => content ?? []);
          const where = name ?? guild.channels.get(channel)!.name;
          return { ...read(texts.join('\n')), private: direct !== undefined, where: where as 'general' };
        }),
    disturb(how) {
      const fault = {
        limit: { kind: 'limited', retryAfter: 1 },
        trouble: { kind: 'status', status: 503 },
        'lost answer': { kind: 'unheard' },
      } as const;
      discord.faults.rest(/^POST \/channels\/\d+\/messages$/, fault[how]);
    },
    harm: () => [...discord.records.pings, ...discord.records.violations],
    close: () => discord.stop(),
  };
}

/** A reply as somebody reads it. */
async function shown(asked: Interaction): Promise<Shown> {
  const { ephemeral } = await asked.reply();
  return { ...read(await asked.text()), private: ephemeral };
}

function read(said: string): Omit<Shown, 'private'> {
  const links = [...said.matchAll(/\]\((https?:[^)]+)\)/g)].map(([, url]) => url!);
  return { text: said.replace(/\\([^a-z0-9\s])/gi, '$1'), links };
}
