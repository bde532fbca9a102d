import { type APIModalInteractionResponseCallbackData, ComponentType, TextInputStyle } from 'discord.js';

const LONGEST = 100;
/** What the modal's only field is called. */
export const LINE = 'line';

/** A modal that asks for the name that a command still lacks; undefined where the command does not fit. */
export function askForName(command: string): APIModalInteractionResponseCallbackData | undefined {
  const custom_id = `asked:${command}`;
  if (custom_id.length > LONGEST) return undefined;
  return {
    custom_id,
    title: 'Rename a topic',
    components: [
      {
        type: ComponentType.Label,
        label: 'Name that everybody sees from now on',
        component: {
          type: ComponentType.TextInput,
          custom_id: LINE,
          style: TextInputStyle.Short,
          max_length: 150,
          required: true,
        },
      },
    ],
  };
}

/** The command that somebody has completed; undefined where the modal is none of ours. */
export const answered = (customId: string, text: string): string | undefined => {
  const command = /^asked:(.*)$/s.exec(customId)?.[1];
  return command && `${command} ${text.replace(/\s+/g, ' ').trim()}`;
};
