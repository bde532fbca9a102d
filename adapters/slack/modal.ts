import type { types, ViewOutput } from '@slack/bolt';
import type { Action } from '../../src/commands/reply.ts';
import type { Respond } from './answers.ts';
import { timely } from './clients.ts';
import { plain } from './escape.ts';

/** Callback id of the modal that asks for a line of text. */
export const ASKED = 'asked';

/** A modal that asks for what a command still lacks; the answer goes to where the button was pressed. */
export function askFor(
  { title, label, initial }: NonNullable<Action['asks']>,
  command: string,
  responseUrl: string,
): types.ModalView {
  return {
    type: 'modal',
    callback_id: ASKED,
    private_metadata: JSON.stringify({ command, responseUrl }),
    title: plain(title, 24),
    submit: plain('Save', 24),
    close: plain('Cancel', 24),
    blocks: [
      {
        type: 'input',
        block_id: 'line',
        label: plain(label, 2_000),
        element: {
          type: 'plain_text_input',
          action_id: 'text',
          initial_value: initial.slice(0, 150),
          max_length: 150,
        },
      },
    ],
  };
}

/** The command that somebody has completed, and where to answer. */
export function answered({ private_metadata, state }: ViewOutput): { command: string; respond: Respond } {
  const { command, responseUrl } = JSON.parse(private_metadata) as { command: string; responseUrl: string };
  const text = (state.values.line?.text?.value ?? '').replace(/\s+/g, ' ').trim();
  return {
    command: `${command} ${text}`,
    async respond(message) {
      const body = JSON.stringify(message);
      const headers = { 'content-type': 'application/json' };
      const response = await timely()(responseUrl, { method: 'POST', headers, body, redirect: 'error' });
      if (!response.ok) throw new Error(`Slack does not take the answer (${response.status}).`);
    },
  };
}
