import { sql } from 'drizzle-orm';
import { forgetPerson } from '../commands/own-messages.ts';
import { UsageError } from '../errors.ts';
import { setOptedOut } from '../privacy/choices.ts';
import { exportOf } from '../privacy/export.ts';
import type { Store } from '../store/store.ts';
import type { Cli } from './cli.ts';
import { chooseWorkspace } from './workspace.ts';

interface Options {
  workspace?: string;
}

interface Person extends Record<string, unknown> {
  id: string;
  name: string | null;
  messages: number;
}

/** `privacy forget AUTHOR`. */
export async function forgetAuthor(
  cli: Cli,
  author: string,
  { yes, ...options }: Options & { yes?: true },
): Promise<void> {
  const { hubbub, terminal } = cli;
  const { workspace, person } = await find(cli, author, options);
  if (!yes)
    throw new UsageError(
      `${person.name ?? person.id} (${person.id}) wrote ${person.messages} messages in ${workspace}.`,
      'Add --yes to forget them for good.',
    );
  terminal.show(await forgetPerson(hubbub, workspace, person.id));
}

/** `privacy export AUTHOR`. */
export async function exportAuthor(cli: Cli, author: string, options: Options): Promise<void> {
  const { workspace, person } = await find(cli, author, options);
  cli.terminal.json(await exportOf(await cli.hubbub.store(), workspace, person.id));
}

/** `privacy opt-out AUTHOR`, `privacy opt-in AUTHOR`: also of somebody who has not written yet. */
export async function decideFor(
  cli: Cli,
  author: string,
  options: Options,
  optedOut: boolean,
): Promise<void> {
  const store = await cli.hubbub.store();
  const workspace = await chooseWorkspace(store, options.workspace, cli.terminal.note);
  const [person] = await peopleCalled(store, workspace, author);
  const { id, name } = person ?? { id: author, name: null };
  await setOptedOut(store, workspace, id, optedOut);
  const heading = optedOut
    ? `Nothing that ${name ?? id} writes from now on is stored.`
    : `What ${name ?? id} writes from now on is stored again.`;
  const kept = `${person?.messages} messages from before are kept; privacy forget removes them.`;
  cli.terminal.show({
    heading,
    parts: optedOut && person?.messages ? [{ kind: 'note', text: kept }] : [],
    fallback: heading,
  });
}

/** @throws UsageError where there is nobody, or several. */
async function find(
  { hubbub, terminal }: Cli,
  author: string,
  options: Options,
): Promise<{ workspace: string; person: Person }> {
  const store = await hubbub.store();
  const workspace = await chooseWorkspace(store, options.workspace, terminal.note);
  const [person, ...others] = await peopleCalled(store, workspace, author);
  if (!person)
    throw new UsageError(
      `Nobody called ${author} has written in ${workspace}.`,
      'Give the id of the author, as `similar --json` has it, or the name as it is shown.',
    );
  if (others.length > 0)
    throw new UsageError(
      `${others.length + 1} people are called ${author}.`,
      `Give the id: ${[person, ...others].map(({ id, messages }) => `${id} (${messages} messages)`).join(', ')}.`,
    );
  return { workspace, person };
}

/** Whoever has this id, else everybody who has this name. */
async function peopleCalled(store: Store, workspace: string, author: string): Promise<Person[]> {
  const { rows } = await store.db.execute<Person>(sql`
    select a.id, a.name, (select count(*)::int from message m where m.workspace = a.workspace and m.author = a.id) as messages
    from author a where a.workspace = ${workspace} and (a.id = ${author} or lower(a.name) = lower(${author}))
    order by a.id`);
  const byId = rows.filter(({ id }) => id === author);
  return byId.length > 0 ? byId : rows;
}
