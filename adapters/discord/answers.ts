import {
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
} from 'discord.js';
import type { Reply } from '../../src/commands/reply.ts';
import { HubbubError } from '../../src/errors.ts';
import type { Viewer } from '../../src/viewer.ts';
import type { Host } from '../adapter.ts';
import type { Buttons } from './buttons.ts';
import { renderReply } from './render.ts';
import type { Viewers } from './viewers.ts';

/** Something that a person did in a guild and that is answered with a message. */
export type Asked =
  | ChatInputCommandInteraction<'cached'>
  | MessageContextMenuCommandInteraction<'cached'>
  | ButtonInteraction<'cached'>
  | ModalSubmitInteraction<'cached'>;

/** Runs command lines for people and tells each of them alone. */
export class Answers {
  readonly #viewers: Viewers;
  readonly #host: Host;
  readonly #buttons: Buttons;

  constructor(viewers: Viewers, host: Host, buttons: Buttons) {
    this.#viewers = viewers;
    this.#host = host;
    this.#buttons = buttons;
  }

  /**
   * Answers; Discord is told at once that an answer will come. What fails is told to the person, too, and shows nothing else.
   *
   * @param line makes the command line from the ids of the channels that they may read
   */
  async give(
    asked: Asked,
    line: (visible: ReadonlySet<string>) => string,
    { replaces = false, mayCurate = false } = {},
  ): Promise<void> {
    if (replaces && asked.isMessageComponent()) await asked.deferUpdate();
    else await asked.deferReply({ flags: MessageFlags.Ephemeral });
    const send = (reply: Reply) => asked.editReply(renderReply(reply, this.#buttons));
    let viewer: Viewer;
    try {
      viewer = await this.#viewers.viewer(asked.member, { mayCurate });
    } catch (error) {
      const why = 'I could not find out which channels you may read, so I show nothing.';
      await send(sorry(why, 'Please try again in a minute.'));
      throw error;
    }
    let reply: Reply;
    try {
      reply = await this.#host.run(viewer, line(viewer.channels as ReadonlySet<string>));
    } catch (error) {
      if (error instanceof HubbubError) return void (await send(sorry(error.message, error.fix)));
      await send(sorry('Something went wrong on my side.', 'The people who run Hubbub find it in its log.'));
      throw error;
    }
    await send(reply);
  }

  /** Says something without running anything. */
  async say(asked: Asked, reply: Reply): Promise<void> {
    const { components } = renderReply(reply, this.#buttons);
    await asked.reply({ components, flags: [MessageFlags.IsComponentsV2, MessageFlags.Ephemeral] });
  }
}

export const sorry = (heading: string, fix: string): Reply => ({
  heading,
  parts: [{ kind: 'text', text: fix }],
  fallback: `${heading} ${fix}`,
});
