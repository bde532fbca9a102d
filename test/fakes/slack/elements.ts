import type { types } from '@slack/bolt';
import type { Checks } from './checks.ts';

type Element = types.ActionsBlockElement | types.InputBlockElement | types.SectionBlockAccessory;

/**
 * Checks an interactive element (https://docs.slack.dev/reference/block-kit/block-elements).
 *
 * @param actions the action ids met so far in the same message: each may be there once
 */
export function checkElement(element: Element, at: string, checks: Checks, actions: Set<string>) {
  if ('action_id' in element && element.action_id !== undefined) {
    checks.longest(element.action_id, 255, `${at}/action_id`);
    if (actions.has(element.action_id))
      checks.fail(`action_id "${element.action_id}" already exists`, `${at}/action_id`);
    actions.add(element.action_id);
  }
  if ('confirm' in element && element.confirm) checkConfirm(element.confirm, `${at}/confirm`, checks);
  if ('placeholder' in element && element.placeholder)
    checks.plainText(element.placeholder, 150, `${at}/placeholder`);
  switch (element.type) {
    case 'button':
      checks.plainText(element.text, 75, `${at}/text`);
      checks.longest(element.value, 2000, `${at}/value`);
      checks.longest(element.url, 3000, `${at}/url`);
      checks.longest(element.accessibility_label, 75, `${at}/accessibility_label`);
      if (element.style && !['primary', 'danger'].includes(element.style))
        checks.fail('invalid style', `${at}/style`);
      return;
    case 'static_select':
    case 'multi_static_select':
      if (element.option_groups) checks.between(element.option_groups, 1, 100, `${at}/option_groups`);
      else checks.between(element.options, 1, 100, `${at}/options`);
      for (const { options } of element.option_groups ?? [])
        checkOptions(options, `${at}/option_groups`, checks);
      return checkOptions(element.options ?? [], `${at}/options`, checks);
    case 'overflow':
      checks.between(element.options, 1, 5, `${at}/options`);
      return checkOptions(element.options, `${at}/options`, checks);
    case 'radio_buttons':
    case 'checkboxes':
      checks.between(element.options, 1, 10, `${at}/options`);
      return checkOptions(element.options, `${at}/options`, checks);
    case 'plain_text_input':
      if ((element.max_length ?? 1) > 3000) checks.fail('must be at most 3000', `${at}/max_length`);
      return checks.longest(element.initial_value, element.max_length ?? 3000, `${at}/initial_value`);
    case 'image':
      return checks.filled(element.alt_text, 2000, `${at}/alt_text`);
  }
}

function checkOptions(options: readonly types.Option[], at: string, checks: Checks): void {
  options.forEach((option, i) => {
    checks.text(option.text, 75, `${at}/${i}/text`);
    checks.filled(option.value, 150, `${at}/${i}/value`);
    if (option.description)
      checks.plainText(option.description as types.PlainTextElement, 75, `${at}/${i}/description`);
  });
}

function checkConfirm(confirm: types.ConfirmationDialog, at: string, checks: Checks): void {
  if (confirm.title) checks.plainText(confirm.title, 100, `${at}/title`);
  checks.text(confirm.text, 300, `${at}/text`);
  if (confirm.confirm) checks.plainText(confirm.confirm, 30, `${at}/confirm`);
  if (confirm.deny) checks.plainText(confirm.deny, 30, `${at}/deny`);
}
