const EPOCH = 1_420_070_400_000n;
let counter = 0n;

/** A new id, made at this moment (milliseconds since the epoch); ids of one millisecond keep their order. */
export function newId(at = Date.now()): string {
  counter = (counter + 1n) & 0x3fffffn;
  return (((BigInt(at) - EPOCH) << 22n) | counter).toString();
}

/** When an id was made, in milliseconds since the epoch. */
export const timeOf = (id: string): number => Number((BigInt(id) >> 22n) + EPOCH);

/** By age, oldest first. */
export const byAge = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
