import type { Reply } from '../commands/reply.ts';
import { runCommand } from '../commands/run.ts';
import { similarReply } from '../commands/similar.ts';
import { topicsReply } from '../commands/topics.ts';
import { findSimilar } from '../similar/similar.ts';
import { listTopics } from '../topics/list.ts';
import { operator } from '../viewer.ts';
import type { Cli } from './cli.ts';
import { openDashboard } from './dashboard.ts';
import { prepare } from './prepare.ts';
import { serve } from './serve.ts';
import { SAMPLE } from './workspace.ts';

/** Something that people on the sample talk about in other words. */
const question = 'tests pass locally but fail in CI';

const shown = { topics: 20, similar: 3 };

/**
 * What `npm start` does: serves the platforms that are set up. Where there are none, it shows what people talk about and one look-up, on messages that
 * were imported or else on the sample, and then asks for commands if somebody is there to type them.
 */
export async function start(cli: Cli): Promise<void> {
  if (cli.platforms.length > 0 || !cli.hubbub.config.roles.has('receive')) return serve(cli);
  const { hubbub, terminal, signal } = cli;
  const workspace = await prepare(cli);
  if (signal.aborted) return;

  const store = await hubbub.store();
  const viewer = operator(workspace);
  const result = await listTopics(store, viewer, { members: true });
  const overview = await topicsReply(store, viewer, result, { limit: shown.topics });
  terminal.show(overview);
  const text = workspace === SAMPLE ? question : firstQuote(overview);
  if (text) {
    const answer = await findSimilar(
      store,
      await hubbub.embedder(workspace),
      viewer,
      { text },
      { limit: shown.similar, signal },
    );
    terminal.show(similarReply(answer));
  }

  if (!terminal.interactive)
    return terminal.note('Next: `npm run -s hubbub -- import PATH` reads your own export.');
  const dashboard = await openDashboard(cli);
  terminal.note('Try /topics, /similar TEXT or /help; /quit ends.');
  await terminal.prompt((line) => runCommand(hubbub, viewer, line), signal);
  await dashboard.stop();
}

function firstQuote({ parts }: Reply): string | undefined {
  for (const part of parts) if (part.kind === 'topics') return part.topics[0]?.quotes[0]?.text;
}
