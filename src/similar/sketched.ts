import { type SketchFilter, sketchesOf } from '../store/sketches.ts';
import type { Reach } from './candidates.ts';

/**
 * The sketches of messages within reach, where they are kept. Who wrote a message is not in them. They are a first
 * selection only: the database has the last word on what is within reach.
 */
export function sketched({ store, embedder, viewer, narrowing }: Reach) {
  const sketches = narrowing.authors ? undefined : sketchesOf(store, viewer.workspace, embedder.id);
  if (!sketches) return undefined;
  const filter: SketchFilter = {
    channels: narrowing.channels
      ? new Set(narrowing.channels.filter((id) => viewer.channels === 'all' || viewer.channels.has(id)))
      : viewer.channels,
    from: narrowing.from?.getTime(),
    to: narrowing.to?.getTime(),
  };
  return {
    /** Ids of the `limit` nearest or somewhat more, in no order. */
    nearest: (vector: readonly number[], limit: number) =>
      sketches.nearest(Float32Array.from(vector), limit, filter),
    /** How many there are, deleted ones included. */
    count: () => sketches.count(filter),
  };
}
