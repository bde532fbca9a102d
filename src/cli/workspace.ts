import { desc } from 'drizzle-orm';
import { HubbubError, UsageError } from '../errors.ts';
import { workspaces } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** Key of the made-up workspace that `npm start` shows. */
export const SAMPLE = 'sample';

/**
 * The workspace a command is about: the one that `wanted` names (its key, the part after the colon, or its name), else
 * the one that last received messages. The sample counts only where there is no other.
 *
 * @param note told which one it is where there are several
 * @throws UsageError for a workspace that does not exist, HubbubError when there is none at all.
 */
export async function chooseWorkspace(
  store: Store,
  wanted: string | undefined,
  note: (text: string) => void,
): Promise<string> {
  const all = await store.db.select().from(workspaces).orderBy(desc(workspaces.updatedAt), workspaces.id);
  const keys = all.map((w) => w.id).join(', ');
  if (all.length === 0)
    throw new HubbubError(
      'There are no messages yet.',
      'Import an export with `npm run -s hubbub -- import PATH`, or see the sample with `npm start`.',
    );
  if (wanted !== undefined) {
    const found = all.find((w) => w.id === wanted || w.name === wanted || w.id.split(':')[1] === wanted);
    if (!found) throw new UsageError(`There is no workspace ${wanted}.`, `There is: ${keys}.`);
    return found.id;
  }
  const chosen = all.find((w) => w.id !== SAMPLE) ?? all[0]!;
  if (all.length > 1) note(`Workspace ${chosen.id}. Choose another with --workspace: ${keys}.`);
  return chosen.id;
}
