import { and, count, eq } from 'drizzle-orm';
import { fromBinary } from '../store/binary.ts';
import { Recent } from '../store/recent.ts';
import { calibrations, embeddings } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { quantilesOfRandomPairs } from './quantiles.ts';

const sampleSize = 2000;
/** A sample is drawn anew when there are this many times more, or fewer, messages than when it was drawn. */
const growth = 1.5;

/** Where a similarity stands among random pairs of one workspace and embedder: the yardstick of every threshold. */
export interface Calibration {
  /** Percentile, 0 to 100, of `similarity` among random pairs: 99 means that 1 pair of 100 is as similar. */
  percentile(similarity: number): number;
  /** The similarity at `quantile` (0 to 1) of random pairs. */
  at(quantile: number): number;
}

/**
 * Reads quantiles (see `quantilesOfRandomPairs`) as a scale that goes both ways.
 *
 * @example
 * const scale = calibrationOf(quantilesOfRandomPairs(vectors));
 * scale.percentile(scale.at(0.99)); // 99
 */
export function calibrationOf(quantiles: ArrayLike<number>): Calibration {
  const last = quantiles.length - 1;
  return {
    at(quantile) {
      const place = Math.min(Math.max(quantile, 0), 1) * last;
      const below = Math.min(Math.floor(place), last - 1);
      return quantiles[below]! + (quantiles[below + 1]! - quantiles[below]!) * (place - below);
    },
    percentile(similarity) {
      let low = 0;
      let high = last;
      if (similarity <= quantiles[low]!) return 0;
      if (similarity >= quantiles[high]!) return 100;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (quantiles[middle]! <= similarity) low = middle;
        else high = middle;
      }
      return ((low + (similarity - quantiles[low]!) / (quantiles[high]! - quantiles[low]!)) / last) * 100;
    },
  };
}

/**
 * The calibration of a workspace and embedder: the stored one, or a new sample of at most 2,000 distinct texts when
 * there is none yet or the workspace has grown or shrunk by half since.
 */
export const loadCalibration = async (store: Store, workspace: string, embedderId: string) =>
  (await readCalibration(store, workspace, embedderId)).calibration;

/** The same, with how many messages it is of. */
async function readCalibration(
  store: Store,
  workspace: string,
  embedderId: string,
): Promise<{ calibration: Calibration; messages: number }> {
  const [stored] = await store.db
    .select({ quantiles: calibrations.quantiles, messages: calibrations.messages })
    .from(calibrations)
    .where(and(eq(calibrations.workspace, workspace), eq(calibrations.embedder, embedderId)));
  const [now] = await store.db
    .select({ messages: count() })
    .from(embeddings)
    .where(and(eq(embeddings.workspace, workspace), eq(embeddings.embedder, embedderId)));
  const messages = now!.messages;
  if (stored && messages < stored.messages * growth && messages > stored.messages / growth)
    return { calibration: calibrationOf(stored.quantiles), messages };

  const quantiles = Array.from(quantilesOfRandomPairs(await sampleOfTexts(store, workspace, embedderId)));
  const fresh = { quantiles, messages, sampledAt: new Date() };
  await store.db
    .insert(calibrations)
    .values({ workspace, embedder: embedderId, ...fresh })
    .onConflictDoUpdate({ target: [calibrations.workspace, calibrations.embedder], set: fresh });
  return { calibration: calibrationOf(quantiles), messages };
}

/** From so many messages on, counting them takes longer than a search. */
const MANY = 10_000;
const recent = new Recent<{ calibration: Calibration; messages: number }>();

/** The same for searches, which must be fast: that of a large workspace is looked at anew once a minute only. */
export async function recentCalibration(
  store: Store,
  workspace: string,
  embedderId: string,
): Promise<Calibration> {
  const key = `${workspace}\n${embedderId}`;
  const { calibration, messages } = await recent.of(store, key, () =>
    readCalibration(store, workspace, embedderId),
  );
  if (messages < MANY) recent.forget(store, key);
  return calibration;
}

/** Vectors of distinct texts. The order of their SHA-256 is as good as random, and the same for the same messages. */
async function sampleOfTexts(store: Store, workspace: string, embedderId: string): Promise<Float32Array[]> {
  const { rows } = await store.pool.query<{ vector: Buffer }>(
    `select vector_send(vector) as vector from embedding
     join (select distinct on (content_hash) message from embedding
           where workspace = $1 and embedder = $2 order by content_hash, message limit $3) sample using (message)
     where workspace = $1 and embedder = $2 order by content_hash`,
    [workspace, embedderId, sampleSize],
  );
  return rows.map((row) => fromBinary(row.vector));
}
