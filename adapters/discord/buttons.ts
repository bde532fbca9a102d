import { type APIButtonComponentWithCustomId, ButtonStyle, ComponentType } from 'discord.js';
import type { Action } from '../../src/commands/reply.ts';
import { plain } from './escape.ts';

type Press = Pick<Action, 'command' | 'replaces'>;

/** A button carries no more than this. */
const LONGEST = 100;
/** So many presses that do not fit are remembered, newest last. */
const KEPT = 2_000;

/** What buttons do when they are pressed: written on the button where it fits, else remembered. */
export class Buttons {
  readonly #kept = new Map<string, Press>();
  /** A button of an earlier process must not be taken for one of this. */
  readonly #process = Date.now().toString(36);
  #count = 0;

  /** One number for each button, because Discord takes none twice in a message. */
  button({ label, command, replaces }: Action): APIButtonComponentWithCustomId {
    const number = (++this.#count).toString(36);
    let custom_id = `run:${number}:${replaces ? 'r' : ''}:${command}`;
    if (custom_id.length > LONGEST) {
      custom_id = `kept:${this.#process}:${number}`;
      this.#kept.set(custom_id, { command, replaces });
      if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    }
    return { type: ComponentType.Button, style: ButtonStyle.Secondary, label: plain(label, 80), custom_id };
  }

  /** Undefined where it is forgotten. */
  press(customId: string): Press | undefined {
    const written = /^run:[^:]*:(r?):(.*)$/s.exec(customId);
    if (!written) return this.#kept.get(customId);
    return { command: written[2]!, ...(written[1] && { replaces: true as const }) };
  }
}
