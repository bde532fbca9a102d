import { HubbubError, UsageError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { channelOf } from '../topics/list.ts';
import type { Viewer } from '../viewer.ts';
import type { Reply } from './reply.ts';

/** What commands need of a connected platform. */
export interface Live {
  /** Reads a channel's history once more; false where the channel is not read live. */
  readAgain(channel: string): Promise<boolean>;
  /** What every reader of a channel may see. */
  audience(channel: string): Promise<Viewer>;
}

/**
 * Reads a channel's history once more, for instance after messages came back that had been missed. History is read by
 * itself when the bot comes into a channel, and goes on by itself after a stop.
 *
 * @param named id or name of a channel
 * @throws UsageError where no channel is named, HubbubError where the viewer may not, or it is not read live.
 */
export async function backfillReply(
  store: Store,
  viewer: Viewer,
  named: string,
  live: Live | undefined,
): Promise<Reply> {
  if (!viewer.mayCurate)
    throw new HubbubError(
      'You may not have a channel read again: it takes the platform a while.',
      'Ask a full member of this workspace to do it.',
    );
  if (named === '') throw new UsageError('Which channel?', 'For instance: /hubbub backfill #general');
  const { id, name } = await channelOf(store, viewer, named);
  if (!live || !(await live.readAgain(id)))
    throw new HubbubError(
      `#${name} is not read from a platform here.`,
      'Invite the bot into that channel; what came from an export is imported again by `import`.',
    );
  const heading = `#${name} is being read, from its newest message back.`;
  return {
    heading,
    parts: [{ kind: 'text', text: 'Say /hubbub status to see how far it is. Nothing is stored twice.' }],
    fallback: heading,
  };
}
