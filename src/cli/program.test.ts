import { CommanderError } from 'commander';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { UsageError } from '../errors.ts';
import { buildProgram } from './program.ts';

const name = fc.constantFrom(
  ...[
    'topics',
    'similar',
    'import',
    'watch',
    'digest',
    'web',
    'export',
    'embed',
    'compare',
    'cost',
    'privacy',
  ],
  ...['backup', 'restore', 'doctor', 'map', 'rename', 'add', 'show', 'forget', 'jsonl', 'help'],
);
const word = fc.oneof(
  name,
  fc.constantFrom(
    ...['--limit', '--since', '--channel', '--workspace', '--json', '--like', '--message', '--help', '--yes'],
    ...['--', '-', '--limit=', '--limit=-1', '-n', '--__proto__', '--date', '--format', '--output'],
  ),
  fc.constantFrom('all', '7d', '10', '-1', '1e9', 'NaN', '', ' ', '__proto__', '$(id)', '../..', '#ops'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const line = fc.tuple(fc.oneof({ weight: 9, arbitrary: name }, word), fc.array(word, { maxLength: 3 }));

test('any arguments are taken for one command or refused as wrong usage', async () => {
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  );
  onTestFinished(() => streams.forEach((spy) => void spy.mockRestore()));
  let taken = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(line, async ([first, rest]) => {
      let acts = 0;
      const program = buildProgram(async () => void acts++);
      const error = await program.parseAsync([first, ...rest], { from: 'user' }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (error === undefined) expect(acts).toBe(1);
      else expect(error instanceof CommanderError || error instanceof UsageError).toBe(true);
      if (error === undefined) taken++;
      else refused++;
    }),
    { numRuns: 400 },
  );
  expect(Math.min(taken, refused)).toBeGreaterThan(10);
});
