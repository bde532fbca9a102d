import type { Command } from 'commander';
import type { Act } from '../cli.ts';
import { command } from './command.ts';

/** Declares `doctor`. */
export function addDoctor(program: Command, act: Act): void {
  command(program, 'doctor', 'Check every part, and say how to mend what is wrong.').action(() =>
    act(async (cli) => (await import('../doctor.ts')).examine(cli)),
  );
}
