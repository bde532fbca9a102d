import { InteractionResponseType, MessageFlags } from 'discord-api-types/v10';
import { ApiError, invalid } from './api-error.ts';
import { faultsOf, faultsOfModal, pingsIn, type SentMessage } from './components.ts';
import type { DiscordFake } from './discord.ts';
import type { Interaction, Modal } from './interaction.ts';
import { newId } from './snowflake.ts';

/** An interaction's token serves for 15 minutes. */
const LIFE = 15 * 60_000;

interface Callback {
  type: InteractionResponseType;
  data?: SentMessage & Modal & { choices?: { name: string; value: string }[] };
}

/** The first answer to an interaction: within three seconds, and only one. */
export function answerFirst(fake: DiscordFake, token: string, { type, data }: Callback): void {
  const interaction = fake.interactions.get(token);
  if (!interaction || interaction.failed)
    throw broken(fake, interaction?.what, new ApiError(404, 10062, 'Unknown interaction'));
  if (interaction.answer)
    throw broken(
      fake,
      interaction.what,
      new ApiError(400, 40060, 'Interaction has already been acknowledged.'),
    );
  const flags = data?.flags ?? 0;
  const shown = {
    id: newId(),
    ephemeral: (flags & MessageFlags.Ephemeral) !== 0,
    loading: true,
    revision: 0,
  };
  switch (type) {
    case InteractionResponseType.ChannelMessageWithSource:
      interaction.shown = {
        ...shown,
        ...checked(fake, interaction, data ?? {}),
        loading: false,
        revision: 1,
      };
      break;
    case InteractionResponseType.DeferredChannelMessageWithSource:
      interaction.shown = shown;
      break;
    case InteractionResponseType.DeferredMessageUpdate:
      break;
    case InteractionResponseType.UpdateMessage:
      write(fake, interaction, data ?? {});
      break;
    case InteractionResponseType.ApplicationCommandAutocompleteResult:
      interaction.choices = data?.choices ?? [];
      check(fake, interaction, interaction.choices.length > 25 ? ['more than 25 choices'] : []);
      check(
        fake,
        interaction,
        interaction.choices
          .filter(({ name, value }) => !name || name.length > 100 || value.length > 100)
          .map(({ name }) => `choice ${name}`),
      );
      break;
    case InteractionResponseType.Modal:
      check(fake, interaction, faultsOfModal(data!));
      interaction.modal = data!;
      break;
    default:
      throw invalid(`type ${type}`);
  }
  interaction.answer = type;
  interaction.answeredMs = performance.now() - interaction.askedAt;
}

/** `PATCH /webhooks/…/messages/@original`: writes the answer, or the message that the button is in. */
export function editOriginal(fake: DiscordFake, token: string, message: SentMessage): object {
  const interaction = alive(fake, token);
  if (!interaction.answer || !interaction.shown) throw new ApiError(404, 10008, 'Unknown Message');
  write(fake, interaction, message);
  return { ...json(fake, interaction), flags: interaction.shown.flags };
}

/** `POST /webhooks/…`: one more message. */
export function followUp(fake: DiscordFake, token: string, message: SentMessage): object {
  const interaction = alive(fake, token);
  if (!interaction.answer) throw new ApiError(404, 10015, 'Unknown Webhook');
  const ephemeral = ((message.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  interaction.shown = {
    id: newId(),
    ephemeral,
    loading: false,
    revision: (interaction.shown?.revision ?? 0) + 1,
    ...checked(fake, interaction, message),
  };
  return json(fake, interaction);
}

function alive(fake: DiscordFake, token: string): Interaction {
  const interaction = fake.interactions.get(token);
  if (!interaction || interaction.failed || performance.now() - interaction.askedAt > LIFE)
    throw broken(fake, interaction?.what, new ApiError(401, 50027, 'Invalid Webhook Token'));
  return interaction;
}

function write(fake: DiscordFake, interaction: Interaction, message: SentMessage): void {
  const shown = interaction.shown!;
  const flags = (shown.flags ?? 0) | (message.flags ?? 0);
  Object.assign(shown, checked(fake, interaction, { ...message, flags }), { loading: false });
  shown.revision++;
}

function checked(fake: DiscordFake, interaction: Interaction, message: SentMessage): SentMessage {
  check(fake, interaction, faultsOf(message));
  fake.records.pings.push(...pingsIn(message));
  return message;
}

function check(fake: DiscordFake, { what }: Interaction, faults: readonly string[]): void {
  fake.records.violations.push(...faults.map((fault) => `${what}: ${fault}`));
  if (faults.length > 0) throw invalid(faults.join('; '));
}

function broken(fake: DiscordFake, what = 'unknown interaction', error: ApiError): ApiError {
  fake.records.violations.push(`${what}: ${error.code} ${error.message}`);
  return error;
}

const json = (fake: DiscordFake, { shown, channel }: Interaction): object => ({
  ...shown,
  channel_id: channel.id,
  author: fake.bot,
  type: 20,
  content: shown!.content ?? '',
  timestamp: new Date().toISOString(),
  edited_timestamp: null,
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  pinned: false,
});
