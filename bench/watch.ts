// Does a watch made from a few examples find the rest of their class? Over many draws of a class and its examples.
// Baseline: the similarity to the closest example that 1 random pair in 1,000 has, which knows nothing of the examples.
// Usage: node bench/watch.ts [FILE with text and label in each line, ../shared/data/topics/stackoverflow20.jsonl by default] [DRAWS, 40 by default]
import { existsSync, readFileSync } from 'node:fs';
import { calibrationOf } from '../src/similar/calibrate.ts';
import { quantilesOfRandomPairs } from '../src/similar/quantiles.ts';
import { classify, learn } from '../src/topics/classify.ts';
import { dot, row } from '../src/topics/matrix.ts';
import { embedTexts } from './vectors.ts';

const [file = '../shared/data/topics/stackoverflow20.jsonl', draws = '40'] = process.argv.slice(2);
if (!existsSync(file)) {
  console.error(`There is no ${file}. Give the path of a JSONL file with text and label in each line.`);
  process.exit(2);
}
const sample = 2500;
const leastOfClass = 20;
const random = generator(1);

const rows = shuffled(
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; label: string }),
).slice(0, sample);
const matrix = await embedTexts(rows.map(({ text }) => text));
const vectors = rows.map((_, i) => row(matrix, i));
const calibration = calibrationOf(quantilesOfRandomPairs(vectors));
const yardstick = { calibration, background: shuffled(vectors).slice(0, 1000) };
const classes = [...Map.groupBy(rows.keys(), (i) => rows[i]!.label).values()].filter(
  (inside) => inside.length >= leastOfClass,
);

console.log(
  `${rows.length} messages, ${classes.length} classes of ${leastOfClass} or more, ${draws} draws\n`,
);
console.log('examples   watch: precision recall   closest example: precision recall');
for (const examples of [1, 3, 6, 12]) {
  const watch = { right: 0, found: 0, wanted: 0 };
  const closest = { right: 0, found: 0, wanted: 0 };
  for (let draw = 0; draw < Number(draws); draw++) {
    const members = new Set(classes[Math.floor(random() * classes.length)]!);
    const given = new Set(shuffled([...members]).slice(0, examples));
    const own = [...given].map((i) => vectors[i]!);
    const classifier = learn('watch', own, yardstick);
    for (const [i, vector] of vectors.entries()) {
      if (given.has(i)) continue;
      const near = Math.max(...own.map((example) => dot(example, vector)));
      for (const [counts, found] of [
        [watch, classify(vector, [classifier]) !== undefined],
        [closest, near >= calibration.at(0.999)],
      ] as const) {
        if (found) counts.found++;
        if (members.has(i)) counts.wanted++;
        if (found && members.has(i)) counts.right++;
      }
    }
  }
  const shares = ({ right, found, wanted }: typeof watch) =>
    `${(right / found).toFixed(2).padStart(16)} ${(right / wanted).toFixed(2).padStart(6)}`;
  console.log(`${String(examples).padStart(8)}   ${shares(watch)}   ${shares(closest).padStart(33)}`);
}

function shuffled<T>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
