import { BudgetSpent } from '../cost/ledger.ts';
import type { Embedder } from './embedder.ts';

interface Written {
  id: string;
  text: string;
}

/** Vectors by id of the message, and the messages that could not be embedded while others could. */
export interface Embedded<T> {
  vectors: Map<string, Float32Array>;
  refused: (T & { reason: string })[];
}

/**
 * Embeds a batch, around messages that the embedder fails on: halves it until the culprits stand alone. Only what fails
 * while others succeed is a culprit; where nothing succeeds, it is the embedder that is down, and its error is thrown.
 * When `signal` aborts, what has been embedded by then comes back.
 */
export async function embedAround<T extends Written>(
  embedder: Pick<Embedder, 'embed'>,
  batch: readonly T[],
  signal?: AbortSignal,
): Promise<Embedded<T>> {
  const found: Embedded<T> = { vectors: new Map(), refused: [] };
  const suspects: { message: T; error: unknown }[] = [];
  const pending: (readonly T[])[] = batch.length > 0 ? [batch] : [];
  while (pending.length > 0 && !signal?.aborted) {
    const part = pending.pop()!;
    try {
      const vectors = await embedder.embed(
        part.map(({ text }) => text),
        signal,
      );
      for (const [i, { id }] of part.entries()) found.vectors.set(id, vectors[i]!);
    } catch (error) {
      if (signal?.aborted) break;
      // No message is to blame for that.
      if (error instanceof BudgetSpent) {
        if (found.vectors.size === 0) throw error;
        return found;
      }
      if (part.length > 1) {
        const middle = part.length >> 1;
        pending.push(part.slice(middle), part.slice(0, middle));
        continue;
      }
      suspects.push({ message: part[0]!, error });
      // Two alone have failed and none has succeeded: to ask for the rest one by one would only hurt.
      if (found.vectors.size === 0 && suspects.length > 1) break;
    }
  }
  if (signal?.aborted) return found;
  if (suspects.length > 0 && found.vectors.size === 0) throw suspects.at(-1)!.error;
  found.refused = suspects.map(({ message, error }) => ({
    ...message,
    reason: error instanceof Error ? error.message : String(error),
  }));
  return found;
}
