import type { types } from '@slack/bolt';
import { checkView, withBlockIds } from './blocks.ts';
import type { Faults } from './faults.ts';
import { newId, newTs } from './ids.ts';
import { Interaction } from './interaction.ts';
import type { Posted, SlackChannel, SlackUser } from './model.ts';
import type { Records, Reply, ShownView } from './records.ts';
import type { SlackTeam } from './team.ts';
import { find } from './timeline.ts';
import { stateOf } from './view-state.ts';

/** Something with buttons: a reply, a message in a channel, or a view. */
export type Target = Reply | Posted | ShownView;

/** What people do with the app's commands, shortcuts, buttons and modals, and what it answers. */
export class Interactions {
  readonly #team: SlackTeam;
  readonly #shared: { origin: string; records: Records; faults: Faults };
  readonly #all = new Map<string, Interaction>();

  constructor(team: SlackTeam, shared: { origin: string; records: Records; faults: Faults }) {
    this.#team = team;
    this.#shared = shared;
  }

  /** The interaction that a response_url or a trigger_id belongs to. @internal */
  byResponseUrl = (path: string) => [...this.#all.values()].find((one) => one.responseUrl.endsWith(path));
  /** @internal */
  byTrigger = (triggerId: string) => this.#all.get(triggerId);

  async command(user: SlackUser, channel: SlackChannel, command: string, text: string): Promise<Interaction> {
    const { granted, domain, id } = this.#team;
    if (granted.commands && !granted.commands.has(command))
      throw new Error(`${command} is not in the manifest.`);
    const interaction = this.#begin(user, channel);
    const payload = {
      token: 'verification-token',
      team_id: id,
      team_domain: domain,
      channel_id: channel.id,
      channel_name: nameInCommand(channel),
      user_id: user.id,
      user_name: user.name,
      command,
      text,
      api_app_id: this.#team.appId,
      is_enterprise_install: 'false',
      response_url: interaction.responseUrl,
      trigger_id: interaction.triggerId,
    };
    await this.#send(interaction, 'slash_commands', command, payload);
    const answer = interaction.answer as { text?: string; blocks?: types.AnyBlock[]; response_type?: string };
    if (answer?.text || answer?.blocks) interaction.take(answer, 'ack');
    return interaction;
  }

  async shortcut(user: SlackUser, { channel, ts }: Posted, callbackId: string): Promise<Interaction> {
    const { granted } = this.#team;
    if (granted.shortcuts && !granted.shortcuts.has(callbackId))
      throw new Error(`${callbackId} is not in the manifest.`);
    const interaction = this.#begin(user, channel);
    return this.#send(interaction, 'interactive', 'message_action', {
      ...this.#context(interaction, 'message_action'),
      callback_id: callbackId,
      action_ts: newTs(),
      message_ts: ts,
      message: find(channel, ts),
      channel: { id: channel.id, name: channel.name },
      response_url: interaction.responseUrl,
    });
  }

  async click(user: SlackUser, target: Target, actionId: string, chosen?: string): Promise<Interaction> {
    const { team, channel, blocks, place } = this.#place(target);
    if (team !== this.#team.id) throw new Error('That is in another workspace.');
    const { block_id, element } = findElement(blocks, actionId);
    const interaction = this.#begin(user, channel, 'view' in target ? undefined : target);
    return this.#send(interaction, 'interactive', 'block_actions', {
      ...this.#context(interaction, 'block_actions'),
      ...place,
      ...(!('view' in target) && { response_url: interaction.responseUrl }),
      state: { values: {} },
      actions: [{ ...element, ...chosenOf(element, chosen), block_id, action_ts: newTs() }],
    });
  }

  async submit(
    user: SlackUser,
    shown: ShownView,
    values: Readonly<Record<string, string>>,
  ): Promise<Interaction> {
    const interaction = this.#begin(user);
    const view = { ...this.viewJson(shown), state: { values: stateOf(shown.view, values) } };
    await this.#send(interaction, 'interactive', 'view_submission', {
      ...this.#context(interaction, 'view_submission'),
      view,
      response_urls: [],
    });
    const answer = interaction.answer as { response_action?: string; view?: types.View } | undefined;
    const { response_action, view: next } = answer ?? {};
    if (next && (response_action === 'update' || response_action === 'push')) {
      this.#shared.records.violations.push(...checkView(next));
      this.show(interaction, next, response_action === 'push' ? shown : shown.previous);
    }
    return interaction;
  }

  /** Somebody sees a view from now on. @internal */
  show(interaction: Interaction, view: types.View, previous?: ShownView): ShownView {
    const shown = {
      id: newId('V'),
      hash: newTs(),
      team: this.#team.id,
      user: interaction.user.id,
      view: { ...view, blocks: withBlockIds(view.blocks) },
      ...(previous && { previous }),
    };
    interaction.views.push(shown);
    this.#shared.records.views.push(shown);
    return shown;
  }

  /** A view as Slack describes it in answers and payloads. @internal */
  viewJson({ id, hash, view, previous }: ShownView): Record<string, unknown> {
    let root = previous;
    while (root?.previous) root = root.previous;
    return {
      private_metadata: '',
      callback_id: '',
      external_id: '',
      ...view,
      id,
      hash,
      team_id: this.#team.id,
      app_id: this.#team.appId,
      bot_id: this.#team.bot.botId,
      root_view_id: root?.id ?? id,
      previous_view_id: previous?.id ?? null,
      state: { values: stateOf(view, {}) },
    };
  }

  #begin(user: SlackUser, channel?: SlackChannel, original?: Reply | Posted): Interaction {
    const interaction = new Interaction(this.#team, this.#shared, { user, channel, original });
    this.#all.set(interaction.triggerId, interaction);
    return interaction;
  }

  async #send(
    interaction: Interaction,
    kind: 'slash_commands' | 'interactive',
    type: string,
    payload: object,
  ) {
    const { sent, answer } = await this.#team.delivery.interaction(kind, type, payload);
    interaction.ms = sent.ms;
    interaction.answer = answer;
    if (!sent.failure) interaction.outcome = 'acknowledged';
    else interaction.outcome = /timeout/.test(sent.failure) ? 'operation_timeout' : 'dispatch_failed';
    return interaction;
  }

  #context({ user, triggerId }: Interaction, type: string) {
    const { id, domain, appId } = this.#team;
    return {
      type,
      token: 'verification-token',
      team: { id, domain },
      user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
      enterprise: null,
      is_enterprise_install: false,
      api_app_id: appId,
      trigger_id: triggerId,
    };
  }

  /** Where a target is, as a payload says it. Slack does not send along a message that only one person sees. */
  #place(target: Target) {
    if ('view' in target) {
      const view = this.viewJson(target);
      const place = { container: { type: 'view', view_id: target.id }, view };
      return { team: target.team, channel: undefined, blocks: target.view.blocks, place };
    }
    const channel =
      typeof target.channel === 'string' ? this.#team.channels.get(target.channel)! : target.channel;
    const message = find(channel, target.ts);
    const ephemeral = 'ephemeral' in target && target.ephemeral;
    const blocks = (ephemeral ? target.blocks : message?.blocks) ?? [];
    const container = {
      type: 'message',
      message_ts: target.ts,
      channel_id: channel.id,
      is_ephemeral: ephemeral,
    };
    const place = {
      container,
      channel: { id: channel.id, name: channel.name },
      ...(!ephemeral && { message }),
    };
    return { team: this.#team.channels.has(channel.id) ? this.#team.id : '', channel, blocks, place };
  }
}

/** Commands do not name channels that others may not see. */
const nameInCommand = ({ kind, name }: SlackChannel): string =>
  kind === 'private' ? 'privategroup' : kind === 'im' ? 'directmessage' : name;

type Clickable = { type: string; action_id: string; options?: types.Option[] };

/** An interactive element by its action id, and the block it is in. */
function findElement(blocks: readonly types.AnyBlock[], actionId: string) {
  for (const block of blocks as (types.AnyBlock & {
    elements?: Clickable[];
    accessory?: Clickable;
    element?: Clickable;
  })[])
    for (const element of [...(block.elements ?? []), block.accessory, block.element])
      if (element?.action_id === actionId) return { block_id: block.block_id, element };
  throw new Error(`There is nothing to click with the action id ${actionId}.`);
}

/** What is sent of the element that was used: what was chosen instead of what there is to choose from. */
function chosenOf({ options, ...element }: Clickable, chosen: string | undefined): object {
  if (!options) return element;
  const selected = options.find(({ value }) => value === chosen);
  if (!selected) throw new Error(`There is no option ${chosen} in ${element.action_id}.`);
  return { selected_option: selected, options: undefined };
}
