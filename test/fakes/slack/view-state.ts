import type { types } from '@slack/bolt';

type Input = {
  type: string;
  action_id?: string;
  initial_value?: string;
  options?: types.Option[];
  initial_option?: types.Option;
};

/** What a modal's inputs hold, by block id and action id, where somebody has entered `values` by action id. */
export function stateOf(view: types.View, values: Readonly<Record<string, string>>) {
  const state: Record<string, Record<string, object>> = {};
  const left = new Set(Object.keys(values));
  for (const block of view.blocks as (types.InputBlock & { block_id: string })[]) {
    if (block.type !== 'input') continue;
    const element = block.element as Input;
    const id = element.action_id ?? '';
    left.delete(id);
    state[block.block_id] = { [id]: { type: element.type, ...entered(element, values[id]) } };
    const entry = Object.values(entered(element, values[id]))[0];
    if (Object.keys(values).length > 0 && !block.optional && entry == null)
      throw new Error(`Slack asks for ${id} before it submits.`);
  }
  if (left.size > 0) throw new Error(`The view has no input ${[...left].join(', ')}.`);
  return state;
}

function entered({ type, options, initial_option, initial_value }: Input, value: string | undefined): object {
  if (type === 'plain_text_input') return { value: value ?? initial_value ?? null };
  return { selected_option: options?.find((option) => option.value === value) ?? initial_option ?? null };
}
