import type { Finding } from '../../adapters/adapter.ts';
import type { Check, Reply } from '../commands/reply.ts';
import { HubbubError } from '../errors.ts';

/** Tries each of `findings`, in their order, and says of each what it found or how to mend it. */
export async function checksReply(findings: Record<string, Finding>): Promise<Reply> {
  const checks: Check[] = [];
  for (const [name, finding] of Object.entries(findings)) {
    const found = await check(name, finding);
    // Where the database cannot be opened, nothing behind it can: say so once.
    const said = found.state === 'problem' && checks.some((c) => c.finding === found.finding);
    checks.push(
      said ? { name, state: 'problem', finding: 'not checked, because of the problem above' } : found,
    );
  }
  const problems = checks.filter(({ state }) => state === 'problem').length;
  const heading =
    problems === 0 ? 'Everything is in order.' : `${problems} of ${checks.length} checks found a problem.`;
  return { heading, parts: [{ kind: 'checks', checks }], fallback: heading };
}

/** How many of the checks of a reply found a problem. */
export const problemsIn = ({ parts }: Reply): number =>
  parts
    .flatMap((part) => (part.kind === 'checks' ? part.checks : []))
    .filter(({ state }) => state === 'problem').length;

async function check(name: string, finding: Finding): Promise<Check> {
  try {
    return { name, state: 'ok', finding: await finding() };
  } catch (error) {
    if (error instanceof HubbubError)
      return { name, state: 'problem', finding: error.message, fix: error.fix };
    return {
      name,
      state: 'problem',
      finding: String(error),
      fix: 'See docs/architecture.md for what this part does.',
    };
  }
}
