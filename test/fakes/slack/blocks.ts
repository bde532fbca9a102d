import type { types } from '@slack/bolt';
import { Checks } from './checks.ts';
import { checkElement } from './elements.ts';
import { newId } from './ids.ts';

/** A part of a message or a view that Slack refuses. */
export interface Problem {
  /** The error that is answered: `invalid_blocks`, `msg_blocks_too_long`, `no_text` … */
  error: string;
  /** What is wrong, and where: `must be less than 3001 characters [json-pointer:/blocks/2/text/text]`. */
  detail: string;
}

/**
 * Slack documents no bound for a whole message, but refuses some: 13,297 characters of markdown alone, 11,341 of text
 * in many blocks (slackapi/bolt-js#2509, #2867). Containers count, so the blocks' JSON is the safe measure.
 */
const LONGEST_BLOCKS = 13_200;
const LONGEST_TEXT = 40_000;

interface Content {
  text?: string;
  blocks?: readonly types.AnyBlock[];
  attachments?: readonly types.MessageAttachment[];
}

/** Checks a message as Slack does (https://docs.slack.dev/reference/block-kit). */
export function checkMessage({ text, blocks, attachments }: Content): Problem[] {
  if (!text && !blocks?.length && !attachments?.length)
    return [{ error: 'no_text', detail: 'nothing to show' }];
  const problems: Problem[] = [];
  if (text && text.length > LONGEST_TEXT)
    problems.push({ error: 'msg_too_long', detail: `${text.length} characters of text` });
  problems.push(...checkBlocks(blocks ?? [], { most: 50, inputs: false }));
  const length = JSON.stringify(blocks ?? []).length;
  if (length > LONGEST_BLOCKS)
    problems.push({ error: 'msg_blocks_too_long', detail: `${length} characters of blocks` });
  return problems;
}

/** Checks a modal or a home tab (https://docs.slack.dev/reference/views). */
export function checkView(view: types.View): Problem[] {
  const checks = new Checks('invalid_arguments', '/view');
  checks.longest(view.private_metadata, 3000, 'private_metadata');
  checks.longest(view.callback_id, 255, 'callback_id');
  if (view.type === 'modal') {
    checks.plainText(view.title, 24, 'title');
    for (const name of ['close', 'submit'] as const)
      if (view[name] !== undefined) checks.plainText(view[name], 24, name);
    if (!view.submit && view.blocks.some(({ type }) => type === 'input'))
      checks.fail('submit is required when an input block is present', 'submit');
  } else if (view.type !== 'home') checks.fail('unsupported type', 'type');
  if (!Array.isArray(view.blocks)) checks.fail('must be an array', 'blocks');
  else checks.problems.push(...checkBlocks(view.blocks, { most: 100, inputs: true }));
  return checks.problems;
}

/** Gives every block the id that Slack would. */
export const withBlockIds = <T extends types.AnyBlock>(blocks: readonly T[]): T[] =>
  blocks.map((block) => ({ ...block, block_id: block.block_id ?? newId('b') }));

function checkBlocks(
  blocks: readonly types.AnyBlock[],
  { most, inputs }: { most: number; inputs: boolean },
): Problem[] {
  const checks = new Checks('invalid_blocks', '/blocks');
  if (!Array.isArray(blocks)) return checks.fail('must be an array', '').problems;
  if (blocks.length > most) checks.fail(`no more than ${most} items allowed`, '');
  const ids = new Set<string>();
  const actions = new Set<string>();
  blocks.forEach((block, i) => {
    if (block.block_id !== undefined) {
      checks.longest(block.block_id, 255, `${i}/block_id`);
      if (ids.has(block.block_id)) checks.fail('block_id already exists', `${i}/block_id`);
      ids.add(block.block_id);
    }
    if (block.type === 'input' && !inputs) checks.fail('unsupported type: input in a message', `${i}/type`);
    checkBlock(block as types.KnownBlock, `${i}`, checks, actions);
  });
  return checks.problems;
}

function checkBlock(block: types.KnownBlock, at: string, checks: Checks, actions: Set<string>) {
  switch (block.type) {
    case 'section':
      if (!block.text && !block.fields?.length) checks.fail('text or fields is required', at);
      if (block.text) checks.text(block.text, 3000, `${at}/text`);
      checks.each(block.fields ?? [], [0, 10], `${at}/fields`, (field, i) => checks.text(field, 2000, i));
      if (block.accessory) checkElement(block.accessory, `${at}/accessory`, checks, actions);
      return;
    case 'header':
      return checks.plainText(block.text, 150, `${at}/text`);
    case 'context':
      return checks.each(block.elements, [1, 10], `${at}/elements`, (element, i) => {
        if (element.type === 'image') checks.filled(element.alt_text, 2000, `${i}/alt_text`);
        else checks.text(element, 3000, i);
      });
    case 'actions':
      return checks.each(block.elements, [1, 25], `${at}/elements`, (element, i) =>
        checkElement(element, i, checks, actions),
      );
    case 'input':
      checks.plainText(block.label, 2000, `${at}/label`);
      if (block.hint) checks.plainText(block.hint, 2000, `${at}/hint`);
      return checkElement(block.element, `${at}/element`, checks, actions);
    case 'image':
      checks.filled(block.alt_text, 2000, `${at}/alt_text`);
      if (block.title) checks.plainText(block.title, 2000, `${at}/title`);
      if ('slack_file' in block === 'image_url' in block)
        checks.fail('one of image_url and slack_file is required', at);
      return;
    case 'markdown':
      return checks.filled(block.text, 12_000, `${at}/text`);
    case 'table':
      return checks.each(block.rows, [1, 100], `${at}/rows`, (row, i) => checks.between(row, 1, 20, i));
    case 'divider':
    case 'rich_text':
    case 'video':
      return;
    default:
      checks.fail(`unsupported type: ${block.type}`, `${at}/type`);
  }
}
