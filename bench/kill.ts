import { isDeepStrictEqual } from 'node:util';
import { killImports } from '../test/kill.ts';

// node bench/kill.ts [KILLS]: kills imports of 3,000 messages at random moments (20 unless told otherwise), resumes
// them, and compares every message, vector and checkpoint with those of an undisturbed import.
const { kills, imports, stores, undisturbed } = await killImports(Number(process.argv[2] ?? 20), {
  note: console.log,
});
const equal = stores.filter((contents) => isDeepStrictEqual(contents, undisturbed)).length;
console.log(`undisturbed:     ${JSON.stringify(undisturbed)}`);
console.log(`${kills} kills in ${imports} imports: ${equal} of ${imports} stores equal the undisturbed one`);
if (equal < imports) process.exitCode = 1;
