import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Gives back the memory that garbage takes, in some 40 ms that hold up this thread. V8 does so by itself only once its heap has
 * grown by half, which makes a peak of what a next step takes and what the last one left.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  collect();
}
