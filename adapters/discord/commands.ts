import {
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  type MessageContextMenuCommandInteraction,
  PermissionFlagsBits,
} from 'discord.js';
import type { Host } from '../adapter.ts';
import { type Answers, sorry } from './answers.ts';
import type { Buttons } from './buttons.ts';
import { placeIn } from './channels.ts';
import type { Converter, Raw } from './convert.ts';
import { plain } from './escape.ts';
import { discordHelp } from './help.ts';
import { answered, askForName, LINE } from './modal.ts';
import { stretches, zones } from './registration.ts';
import { discordText } from './text.ts';
import type { Viewers } from './viewers.ts';

/** Discord proposes no more. */
const CHOICES = 25;

/** Answers commands, the command in messages' menus, buttons and modals. */
export class Commands {
  readonly #answers: Answers;
  readonly #viewers: Viewers;
  readonly #buttons: Buttons;
  readonly #converter: Converter;
  readonly #host: Host;

  constructor(parts: {
    answers: Answers;
    viewers: Viewers;
    buttons: Buttons;
    converter: Converter;
    host: Host;
  }) {
    this.#answers = parts.answers;
    this.#viewers = parts.viewers;
    this.#buttons = parts.buttons;
    this.#converter = parts.converter;
    this.#host = parts.host;
  }

  /** Whoever asks elsewhere than in a guild that the bot is in gets no answer: nothing is known of what they may see. */
  async answer(asked: Interaction): Promise<void> {
    if (!asked.inCachedGuild()) return;
    if (asked.isAutocomplete()) return this.#complete(asked);
    if (asked.isMessageContextMenuCommand())
      return this.#answers.give(asked, (visible) => this.#similarTo(asked, visible));
    if (asked.isChatInputCommand()) return this.#command(asked);
    if (asked.isModalSubmit()) {
      const line = answered(asked.customId, asked.fields.getTextInputValue(LINE));
      if (line) return this.#answers.give(asked, () => line, { mayCurate: true });
    }
    if (asked.isButton()) {
      const press = this.#buttons.press(asked.customId);
      if (!press)
        return this.#answers.say(
          asked,
          sorry('That button is too old.', 'Please ask again; the new answer has new buttons.'),
        );
      return this.#answers.give(asked, () => press.command, press);
    }
  }

  async #command(asked: ChatInputCommandInteraction<'cached'>): Promise<void> {
    const { options } = asked;
    const text = (name: string) => quoted(options.getString(name) ?? '');
    switch (asked.commandName) {
      case 'topics': {
        const [channel, since, topic] = [
          options.getChannel('channel')?.id,
          options.getString('since'),
          options.getString('topic'),
        ];
        if (topic) return this.#answers.give(asked, () => `/topics show ${quoted(topic)}`);
        const words = [channel && `--channel ${quoted(channel)}`, since && `--since ${quoted(since)}`];
        const command = options.getString('as') === 'map' ? '/topics map' : '/topics';
        return this.#answers.give(asked, () => [command, ...words].filter(Boolean).join(' '));
      }
      case 'similar': {
        const about = discordText(options.getString('text', true), namesOf(asked));
        const [since, before] = [options.getString('since'), options.getString('before')];
        const filters = [
          options.getChannel('channel') && `in:${options.getChannel('channel')!.id}`,
          options.getUser('person') && `from:${options.getUser('person')!.id}`,
          since && `since:${since.replace(/\s/g, '')}`,
          before && `before:${before.replace(/\s/g, '')}`,
        ].filter(Boolean);
        // Filters first, where no word of the text can be taken for the end of a name.
        return this.#answers.give(asked, () => ['/similar', ...filters, about].join(' '));
      }
      case 'topic': {
        const change = options.getSubcommand();
        const [topic, other, name] = [text('topic'), text('other'), options.getString('name') ?? ''];
        const line = `/topics ${change} ${topic}`;
        if (change === 'rename' && !name) {
          const modal = askForName(line);
          if (modal) return void (await asked.showModal(modal));
        }
        const more = change === 'merge' ? other : name;
        return this.#answers.give(asked, () => `${line} ${more}`.trim(), { mayCurate: true });
      }
      case 'digest':
      case 'digests':
        // Discord has decided who may use the second one.
        return this.#answers.give(asked, () => digestLine(options), {
          mayCurate: asked.commandName === 'digests',
        });
      case 'hubbub':
        return this.#hubbub(asked, options.getSubcommand());
    }
  }

  async #hubbub(asked: ChatInputCommandInteraction<'cached'>, name: string): Promise<void> {
    if (name === 'help') return this.#answers.say(asked, discordHelp());
    const words = asked.options.getChannel('channel')?.id ?? asked.options.getString('about-mine') ?? '';
    // The command is everybody's, so Discord has not decided who may have a channel read again.
    const mayCurate = asked.memberPermissions.has(PermissionFlagsBits.ManageMessages);
    await this.#answers.give(asked, () => `/hubbub ${name} ${words}`.trim(), { mayCurate });
  }

  async #complete(asked: AutocompleteInteraction<'cached'>): Promise<void> {
    const { name, value } = asked.options.getFocused(true);
    if (name === 'zone')
      return asked.respond(
        zones
          .filter((zone) => zone.toLowerCase().includes(value.trim().toLowerCase().replaceAll(' ', '_')))
          .slice(0, CHOICES)
          .map((zone) => ({ name: zone, value: zone })),
      );
    if (name === 'since') return asked.respond(stretches.filter((one) => one.value.startsWith(value.trim())));
    const viewer = await this.#viewers.viewer(asked.member, { mayCurate: false });
    const topics = await this.#host.topicNames(viewer, value);
    await asked.respond(
      topics.slice(0, CHOICES).map(({ id, label }) => ({ name: plain(label, 100), value: id })),
    );
  }

  /** By its id where it is stored, which is exact; else by what it says. */
  #similarTo(asked: MessageContextMenuCommandInteraction<'cached'>, visible: ReadonlySet<string>): string {
    const { targetMessage: m, guild } = asked;
    const place = m.channel.isDMBased() ? undefined : placeIn(m.channel);
    const { type, author, webhookId } = m;
    const written = { type, author: { id: author.id, bot: author.bot }, webhook_id: webhookId ?? undefined };
    if (place && visible.has(place.channel) && this.#converter.collects(guild, written as unknown as Raw))
      return `/similar --message ${m.id}`;
    return `/similar --messages --text ${discordText(m.content, namesOf(asked))}`;
  }
}

/** `/digest on 09:00 Europe/Berlin weekdays in #123 of #456`, as far as it was filled in. */
function digestLine(options: ChatInputCommandInteraction<'cached'>['options']): string {
  const [channel, about] = ['channel', 'about'].map((name) => options.getChannel(name)?.id);
  const words = ['time', 'zone', 'days'].flatMap((name) => {
    const value = options.getString(name);
    return value ? quoted(value) : [];
  });
  return [
    `/digest ${options.getSubcommand()}`,
    ...words,
    ...(channel ? ['in', `#${channel}`] : []),
    ...(about ? ['of', `#${about}`] : []),
  ].join(' ');
}

const quoted = (text: string) => `"${text.replace(/["“”]/g, '')}"`;

const namesOf = ({
  guild,
}: {
  guild: {
    members: { cache: Map<string, { displayName: string }> };
    channels: { cache: Map<string, { name: string }> };
    roles: { cache: Map<string, { name: string }> };
  };
}) => ({
  user: (id: string) => guild.members.cache.get(id)?.displayName,
  channel: (id: string) => guild.channels.cache.get(id)?.name,
  role: (id: string) => guild.roles.cache.get(id)?.name,
});
