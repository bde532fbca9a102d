import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../src/topics/cluster/random.ts';

/** Something that breaks; resolves once the worst is over. */
export type Fault<Setting> = (setting: Setting) => Promise<void>;

/**
 * Lets everything break, each as often as is said, in a random but repeatable order.
 *
 * @param options.late says when there is no more time
 * @returns how many of them there were
 */
export async function breakEverything<Setting>(
  setting: Setting,
  faults: readonly (readonly [Fault<Setting>, number])[],
  {
    pause = 1_000,
    late = () => false,
    onProgress,
  }: { pause?: number; late?(): boolean; onProgress?(done: number, of: number): void } = {},
): Promise<number> {
  const random = seededRandom(5);
  const order = faults
    .flatMap(([fault, times]) => Array<Fault<Setting>>(times).fill(fault))
    .map((fault) => ({ fault, place: random() }))
    .sort((a, b) => a.place - b.place);
  for (const [i, { fault }] of order.entries()) {
    if (late()) return i;
    await wait(random() * pause);
    await fault(setting);
    onProgress?.(i + 1, order.length);
  }
  return order.length;
}
