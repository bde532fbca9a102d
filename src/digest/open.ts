import type { Adapter } from '../../adapters/adapter.ts';
import type { Reply } from '../commands/reply.ts';
import type { Hubbub } from '../hubbub.ts';
import type { Viewer } from '../viewer.ts';
import { Claims } from './claims.ts';
import { DigestClock } from './clock.ts';
import { compose } from './compose.ts';
import { type Draft, sourcesOf } from './draft.ts';
import { channelsOf } from './gather.ts';
import { pictureOf } from './picture.ts';
import { digestReply } from './reply.ts';
import { Reviser } from './revise.ts';
import { openWriter } from './writer.ts';

/** Digests as a running Hubbub has them. */
export interface Digests {
  /** Posts what is due, and keeps what is posted true, wherever a platform is connected by then. */
  start(): void;
  /** A platform is connected: what has waited for it is done at once. */
  connected(): void;
  /** Messages were deleted or edited. */
  changed(messages: readonly string[]): void;
  /** Resolves once nothing is in hand any more; stopping the platforms cuts short what they wait for. */
  close(): Promise<void>;
}

/** Puts the parts together that post digests and revise them. */
export async function openDigests(
  hubbub: Hubbub,
  platforms: readonly Adapter[],
  onTrouble: (where: string, error: unknown) => void,
): Promise<Digests> {
  const store = await hubbub.store();
  const reviser = new Reviser({
    store,
    platforms,
    word: async ({ workspace, digest, period, draft, late }) => {
      const viewer = { workspace, channels: await channelsOf(store, workspace, sourcesOf(draft)) };
      return wordPosted(hubbub, viewer, draft, { digest, period, late });
    },
    onTrouble,
  });
  const clock = new DigestClock({
    claims: new Claims(store),
    platforms,
    async compose(viewer, stretch, signal) {
      const writer = await openWriter(hubbub.config, store, viewer.workspace, (error) =>
        onTrouble('writing a digest, which is in people’s own words for that', error),
      );
      return compose(store, viewer, stretch, writer, signal);
    },
    word: ({ id }, viewer, draft, at) => wordPosted(hubbub, viewer, draft, { digest: id, ...at }),
    // What was deleted while it was on its way.
    onPosted: () => reviser.look(),
    onTrouble,
  });
  return {
    start() {
      clock.start();
      reviser.start();
    },
    connected() {
      clock.look();
      reviser.look();
    },
    changed: (messages) => reviser.look(messages),
    async close() {
      await clock.close();
      await reviser.close();
    },
  };
}

/** A digest as it is posted; whoever presses “More” is shown the rest alone. */
async function wordPosted(
  hubbub: Hubbub,
  viewer: Viewer,
  draft: Draft,
  { digest, period, late }: { digest: string; period: string; late: boolean },
): Promise<Reply> {
  const store = await hubbub.store();
  return digestReply(store, viewer, draft, {
    picture: await pictureOf(store, viewer, draft),
    late,
    more: (page) => `/digest show ${digest} ${period} ${page}`,
  });
}
