import { type APIModalInteractionResponseCallbackData, ComponentType, TextInputStyle } from 'discord.js';
import type { Action } from '../../src/commands/reply.ts';
import { plain } from './escape.ts';

const LONGEST = 100;
/** What the modal's only field is called. */
export const LINE = 'line';

/** A modal that asks for what a command still lacks; nothing where the command does not fit. */
export function askFor(
  { title, label, initial }: NonNullable<Action['asks']>,
  command: string,
): APIModalInteractionResponseCallbackData | undefined {
  const custom_id = `asked:${command}`;
  if (custom_id.length > LONGEST) return undefined;
  const field = {
    type: ComponentType.TextInput as const,
    custom_id: LINE,
    style: TextInputStyle.Short,
    max_length: 150,
    required: true,
  };
  const value = initial.slice(0, 150);
  return {
    custom_id,
    title: plain(title, 45),
    components: [
      {
        type: ComponentType.Label,
        label: plain(label, 45),
        component: { ...field, ...(value && { value }) },
      },
    ],
  };
}

/** The command that somebody has completed; undefined where the modal is none of ours. */
export const answered = (customId: string, text: string): string | undefined => {
  const command = /^asked:(.*)$/s.exec(customId)?.[1];
  return command && `${command} ${text.replace(/\s+/g, ' ').trim()}`;
};
