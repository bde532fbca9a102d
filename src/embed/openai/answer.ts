import { z } from 'zod';
import { MalformedAnswer } from '../../openai/retry.ts';
import { normalise } from '../unit.ts';

const Answer = z.object({
  data: z.array(
    z.object({
      index: z.int().nonnegative(),
      embedding: z.union([z.array(z.number()), z.instanceof(Float32Array)]),
    }),
  ),
});

/** What the server says that it read, nothing where it does not say. */
export function tokensOf(answer: unknown): { input?: number } {
  const tokens = (answer as { usage?: { prompt_tokens?: unknown } } | null)?.usage?.prompt_tokens;
  return typeof tokens === 'number' && tokens >= 0 ? { input: tokens } : {};
}

/**
 * The vectors of an answer to `count` texts, in the order of the texts and of length 1. The SDK has decoded base64
 * by then; servers that ignore `encoding_format` send numbers.
 *
 * @throws MalformedAnswer
 */
export function vectorsOf(answer: unknown, count: number): Float32Array[] {
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) throw new MalformedAnswer('it holds no embeddings');
  const { data } = parsed.data;
  if (data.length !== count) throw new MalformedAnswer(`${data.length} embeddings for ${count} texts`);
  const vectors: Float32Array[] = [];
  for (const { index, embedding } of data) vectors[index] = normalise(Float32Array.from(embedding));
  for (let i = 0; i < count; i++) {
    if (!vectors[i]) throw new MalformedAnswer(`no embedding for text ${i + 1} of ${count}`);
    if (!vectors[i]!.every(Number.isFinite)) throw new MalformedAnswer('an embedding is not made of numbers');
  }
  return vectors;
}
