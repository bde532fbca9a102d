import { checksReply, problemsIn } from '../doctor/examine.ts';
import { modelFindings, ownFindings } from '../doctor/findings.ts';
import type { Cli } from './cli.ts';

/** `doctor`: tries each part for real and says how to mend what fails. */
export async function examine({ hubbub, terminal, platforms, dashboard }: Cli): Promise<void> {
  const reply = await checksReply({
    ...ownFindings(hubbub),
    ...modelFindings(hubbub),
    ...Object.assign({}, ...platforms.map((platform) => platform.examine())),
    ...(await dashboard())?.examine(),
  });
  terminal.show(reply);
  if (problemsIn(reply) > 0) process.exitCode = 1;
}
