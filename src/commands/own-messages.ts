import { and, eq } from 'drizzle-orm';
import { HubbubError, UsageError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import { choiceOf, forget, setOptedOut } from '../privacy/choices.ts';
import { exportOf } from '../privacy/export.ts';
import { clearAllTraces } from '../privacy/traces.ts';
import { messages } from '../store/schema.ts';
import type { Viewer } from '../viewer.ts';
import type { Action, Reply } from './reply.ts';

const number = new Intl.NumberFormat('en');
const count = (n: number) => `${number.format(n)} ${n === 1 ? 'message' : 'messages'}`;

/** Platforms take no larger file; in characters. */
const LARGEST = 8_000_000;

/** What to press, everywhere that people are told about their own messages. */
const forgetAction: Action = {
  id: 'forget',
  label: 'Forget my messages',
  command: '/hubbub privacy forget me',
};
const exportAction: Action = { id: 'export', label: 'Export them', command: '/hubbub privacy export mine' };
const optOutAction: Action = { id: 'opt-out', label: 'Collect no more', command: '/hubbub privacy opt-out' };
const optInAction: Action = { id: 'opt-in', label: 'Collect again', command: '/hubbub privacy opt-in' };

/** Said behind `forget me` once somebody has been asked whether they mean it. */
const SURE = 'for good';

/**
 * Does what somebody decides about their own messages: `opt-out`, `opt-in`, `forget me` or `export mine`.
 *
 * @throws UsageError for other words, HubbubError where whoever asks is nobody who writes here.
 */
export async function ownMessages(hubbub: Hubbub, viewer: Viewer, words: string): Promise<Reply> {
  const { author } = viewer;
  if (author === undefined)
    throw new HubbubError(
      'Whose messages? At a terminal nobody is known.',
      'Name the author: npm run -s hubbub -- privacy forget AUTHOR (or export, opt-out, opt-in).',
    );
  switch (words.trim().toLowerCase().replace(/\s+/g, ' ')) {
    case 'opt-out':
      return optOut(hubbub, viewer.workspace, author);
    case 'opt-in':
      await setOptedOut(await hubbub.store(), viewer.workspace, author, false);
      return said('What you write from now on is collected again.');
    case 'forget me':
      return askWhether(hubbub, viewer.workspace, author);
    case `forget me ${SURE}`:
      return forgetPerson(hubbub, viewer.workspace, author);
    case 'export mine':
      return give(hubbub, viewer.workspace, author);
    default:
      throw new UsageError(
        `“${words}” is nothing that can be done about your messages.`,
        'Say /hubbub privacy opt-out, opt-in, forget me or export mine.',
      );
  }
}

/** What can be pressed under what Hubbub knows. */
export async function choicesFor(hubbub: Hubbub, { workspace, author }: Viewer): Promise<Action[]> {
  if (author === undefined) return [];
  const { optedOut } = await choiceOf(await hubbub.store(), workspace, author);
  return [optedOut ? optInAction : optOutAction, exportAction, forgetAction];
}

async function optOut(hubbub: Hubbub, workspace: string, author: string): Promise<Reply> {
  const store = await hubbub.store();
  await setOptedOut(store, workspace, author, true);
  const kept = await countOf(hubbub, workspace, author);
  return said(
    'Nothing that you write from now on is collected.',
    kept > 0 ? `${count(kept)} of yours from before are still here. Forget them, too?` : undefined,
    kept > 0 ? [forgetAction, optInAction] : [optInAction],
  );
}

async function askWhether(hubbub: Hubbub, workspace: string, author: string): Promise<Reply> {
  const kept = await countOf(hubbub, workspace, author);
  return said(
    `Forget ${count(kept)} that you wrote?`,
    'They go for good, with everything that was drawn from them; in the chat itself they stay. What you write after that is collected unless you opt out, too.',
    [
      {
        id: 'sure',
        label: 'Forget them for good',
        command: `${forgetAction.command} ${SURE}`,
        replaces: true,
      },
      exportAction,
    ],
  );
}

/** Forgets somebody and clears away all traces. For an operator, too. */
export async function forgetPerson(hubbub: Hubbub, workspace: string, author: string): Promise<Reply> {
  const store = await hubbub.store();
  const gone = await forget(store, workspace, author);
  const problem = await clearAllTraces(hubbub);
  const { optedOut } = await choiceOf(store, workspace, author);
  const after = optedOut
    ? 'Nothing that is written from now on is collected, either.'
    : 'What is written from now on is collected again, unless you opt out.';
  return said(
    `${count(gone)} forgotten.`,
    problem ? `${after} ${problem.message} It holds numbers drawn from texts. ${problem.fix}` : after,
    optedOut ? [] : [optOutAction],
  );
}

async function give(hubbub: Hubbub, workspace: string, author: string): Promise<Reply> {
  const data = await exportOf(await hubbub.store(), workspace, author);
  const content = JSON.stringify(data, null, 1);
  if (content.length > LARGEST)
    throw new HubbubError(
      `You wrote so much (${count(data.messages.length)}) that no chat takes it as a file.`,
      'Ask those who run Hubbub: they can export it at the terminal.',
    );
  return {
    ...said(`${count(data.messages.length)} of yours are kept.`, 'They are in the file, which only you get.'),
    parts: [
      { kind: 'text', text: 'They are in the file, which only you get.' },
      { kind: 'file', name: 'hubbub-my-messages.json', content },
    ],
  };
}

const countOf = async (hubbub: Hubbub, workspace: string, author: string) =>
  (await hubbub.store()).db.$count(
    messages,
    and(eq(messages.workspace, workspace), eq(messages.author, author)),
  );

const said = (heading: string, text?: string, actions: Action[] = []): Reply => ({
  heading,
  parts: [
    ...(text ? [{ kind: 'text' as const, text }] : []),
    ...(actions.length > 0 ? [{ kind: 'actions' as const, actions }] : []),
  ],
  fallback: [heading, text].filter(Boolean).join(' '),
});
