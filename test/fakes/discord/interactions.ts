import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionType,
  Locale,
} from 'discord-api-types/v10';
import { flatten } from './components.ts';
import type { DiscordFake } from './discord.ts';
import type { DiscordGuild } from './guild.ts';
import { Interaction, type Shown } from './interaction.ts';
import { channelJson, memberJson } from './json.ts';
import type { DiscordChannel, DiscordMember, Posted } from './model.ts';
import { permissionsIn } from './permissions.ts';
import { newId } from './snowflake.ts';

/** What people ask of the app in one guild. */
export class Interactions {
  readonly #fake: DiscordFake;
  readonly #guild: DiscordGuild;

  constructor(fake: DiscordFake, guild: DiscordGuild) {
    this.#fake = fake;
    this.#guild = guild;
  }

  /** @param name of the command, with its subcommand after a space */
  command(
    member: DiscordMember,
    channel: DiscordChannel,
    name: string,
    values: Readonly<Record<string, string>>,
  ) {
    const data = this.#commandData(name, values);
    return this.#ask(`/${name}`, InteractionType.ApplicationCommand, member, channel, data);
  }

  async complete(
    member: DiscordMember,
    channel: DiscordChannel,
    name: string,
    option: string,
    typed: string,
  ) {
    const data = this.#commandData(name, { [option]: typed }, option);
    const type = InteractionType.ApplicationCommandAutocomplete;
    return (await this.#ask(`/${name} ${option}`, type, member, channel, data)).choices;
  }

  menu(member: DiscordMember, message: Posted, name: string): Promise<Interaction> {
    const command = this.#fake.records.commands.find(
      (one) => one.type === ApplicationCommandType.Message && one.name === name,
    );
    if (!command) throw new Error(`No message command ${name} is registered.`);
    const resolved = { messages: { [message.id]: this.#guild.find(message) } };
    const data = {
      id: idOf(name),
      name,
      type: ApplicationCommandType.Message,
      target_id: message.id,
      resolved,
    };
    return this.#ask(name, InteractionType.ApplicationCommand, member, message.channel, data);
  }

  async click(member: DiscordMember, on: Interaction, label: string): Promise<Interaction> {
    const shown = await on.reply();
    const button = flatten(shown.components ?? []).find((one) => one.label === label && one.custom_id);
    if (!button || button.disabled) throw new Error(`There is no button ${label} to press.`);
    const data = { custom_id: button.custom_id, component_type: ComponentType.Button };
    return this.#ask(label, InteractionType.MessageComponent, member, on.channel, data, shown);
  }

  submit(
    member: DiscordMember,
    on: Interaction,
    values: Readonly<Record<string, string>>,
  ): Promise<Interaction> {
    const { modal } = on;
    if (!modal) throw new Error(`${on.what} was not answered with a modal.`);
    const components = modal.components.map((row) => {
      const fill = (one: { type: number; custom_id?: string; value?: string }) => ({
        type: one.type,
        id: 1,
        custom_id: one.custom_id,
        value: values[one.custom_id!] ?? one.value ?? '',
      });
      return row.component
        ? { type: ComponentType.Label, id: 1, component: fill(row.component) }
        : { type: ComponentType.ActionRow, id: 1, components: row.components!.map(fill) };
    });
    const data = { custom_id: modal.custom_id, components };
    return this.#ask(modal.title, InteractionType.ModalSubmit, member, on.channel, data);
  }

  /** The options of a command as they travel, checked against its registration. */
  #commandData(path: string, values: Readonly<Record<string, string>>, focused?: string): object {
    const [name, sub] = path.split(' ');
    const command = this.#fake.records.commands.find(
      (one) => (one.type ?? 1) === ApplicationCommandType.ChatInput && one.name === name,
    );
    if (!command) throw new Error(`No command /${name} is registered.`);
    let options = ('options' in command ? command.options : undefined) ?? [];
    const chosen = sub && options.find((option) => option.name === sub);
    // Clients go on sending what they knew a while ago, so a subcommand need not be registered any more.
    if (chosen) options = ('options' in chosen ? chosen.options : undefined) ?? [];
    const resolved = { channels: {} as Record<string, object> };
    const sent = Object.entries(values).map(([key, value]) => {
      const option = options.find((one) => one.name === key);
      if (!option) throw new Error(`/${path} has no option ${key}.`);
      if (option.type === ApplicationCommandOptionType.Channel)
        resolved.channels[value] = {
          ...channelJson(this.#guild, this.#guild.channels.get(value)!),
          permissions: '0',
        };
      return { name: key, type: option.type, value, ...(key === focused && { focused: true }) };
    });
    const missing = options.find((option) => isRequired(option) && !(option.name in values));
    if (missing && !focused) throw new Error(`/${path} needs ${missing.name}.`);
    return {
      id: idOf(name!),
      name,
      type: ApplicationCommandType.ChatInput,
      resolved,
      options: sub ? [{ type: ApplicationCommandOptionType.Subcommand, name: sub, options: sent }] : sent,
    };
  }

  async #ask(
    what: string,
    type: InteractionType,
    member: DiscordMember,
    channel: DiscordChannel,
    data: object,
    on?: Shown,
  ): Promise<Interaction> {
    const guild = this.#guild;
    const interaction = new Interaction(newId(), randomBytes(20).toString('hex'), what, member, channel, on);
    this.#fake.interactions.set(interaction.token, interaction);
    const permissions = String(permissionsIn(guild, channel, member));
    guild.tellInteraction({
      id: interaction.id,
      application_id: this.#fake.application.id,
      type,
      data,
      guild_id: guild.id,
      guild: { id: guild.id, locale: Locale.EnglishUS, features: [] },
      channel: { ...channelJson(guild, channel), permissions },
      channel_id: channel.id,
      member: { ...memberJson(member), user: member.user, permissions },
      token: interaction.token,
      version: 1,
      locale: Locale.EnglishUS,
      guild_locale: Locale.EnglishUS,
      app_permissions: String(permissionsIn(guild, channel, guild.bot)),
      entitlements: [],
      authorizing_integration_owners: { '0': guild.id },
      context: 0,
      attachment_size_limit: 10_000_000,
      ...(on && { message: this.#messageJson(on, channel) }),
    });
    for (
      const end = interaction.askedAt + this.#fake.answerMs;
      performance.now() < end && !interaction.answer;
    )
      await wait(2);
    const record = { what, ...(interaction.answeredMs !== undefined && { ms: interaction.answeredMs }) };
    this.#fake.records.answers.push(record);
    if (!interaction.answer) {
      interaction.failed = true;
      this.#fake.records.violations.push(`${what}: no answer within ${this.#fake.answerMs} ms`);
    }
    return interaction;
  }

  #messageJson({ id, flags = 0, ephemeral, components }: Shown, channel: DiscordChannel): object {
    return {
      id,
      type: 20,
      channel_id: channel.id,
      author: this.#fake.bot,
      content: '',
      timestamp: new Date().toISOString(),
      edited_timestamp: null,
      tts: false,
      mention_everyone: false,
      mentions: [],
      mention_roles: [],
      attachments: [],
      embeds: [],
      components: components ?? [],
      pinned: false,
      flags: flags | (ephemeral ? 64 : 0),
    };
  }
}

const isRequired = (option: APIApplicationCommandOption) => 'required' in option && option.required === true;

const ids = new Map<string, string>();
const idOf = (name: string): string => ids.get(name) ?? ids.set(name, newId()).get(name)!;
