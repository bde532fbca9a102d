import type { types } from '@slack/bolt';
import type { Action } from '../../src/commands/reply.ts';
import { plain } from './escape.ts';

type Press = Pick<Action, 'command' | 'replaces' | 'asks'>;

/** Slack takes no longer value of a button. */
const LONGEST = 2_000;
/** And no more buttons in a row. */
const MOST = 25;

/**
 * A row of buttons, or none where there is nothing to press.
 *
 * @param of what they are about, to tell them apart in one message and for screen readers
 */
export function buttons(
  actions: readonly Action[] = [],
  of?: { id: string; label: string },
): types.ActionsBlock[] {
  const elements = actions.slice(0, MOST).flatMap(({ id, label, ...press }): types.Button[] => {
    const value = JSON.stringify(press);
    // A command that repeats a very long text cannot be pressed; it can still be typed.
    if (value.length > LONGEST) return [];
    return [
      {
        type: 'button',
        action_id: `run:${id}${of ? `:${of.id}` : ''}`,
        text: plain(label, 75),
        value,
        ...(of && { accessibility_label: plain(`${label}: ${of.label}`, 75).text }),
      },
    ];
  });
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

/** What a button does when it is pressed. */
export const fromButton = (value: string | undefined): Press => JSON.parse(value ?? '{}') as Press;
