import './quick-imports.ts'; // before anything that leads to Drizzle, which is imported dynamically below
import { existsSync } from 'node:fs';
import { CommanderError } from 'commander';
import type { Adapter } from '../adapters/adapter.ts';
import { openTerminal, sampleFile } from '../adapters/terminal/terminal.ts';
import type { Act, Dashboard } from './cli/cli.ts';
import { buildProgram } from './cli/program.ts';
import { STOPPED, stopSignal } from './cli/signals.ts';
import type { Config } from './config.ts';
import { HubbubError, UsageError } from './errors.ts';
import { assemble, type Hubbub } from './hubbub.ts';
import type { Logger } from './log.ts';
import { explainTrouble } from './store/trouble.ts';

// The one place that knows every part: with arguments a command runs, without any, Hubbub starts.

const terminal = openTerminal();
const signal = stopSignal(() => terminal.note('Stopping; what is done is kept …'));

const act: Act = async (action) => {
  // Not loaded above, so that --help answers at once.
  const { loadConfig } = await import('./config.ts');
  const { readArchive } = await import('../adapters/archive/read.ts');
  const { openLog } = await import('./log.ts');
  const hubbub = assemble(loadConfig());
  const log = openLog(hubbub.config);
  const adapters = await platforms(hubbub.config, (text) => log.info(text));
  try {
    await action({
      hubbub,
      terminal,
      log,
      readArchive,
      sampleFile,
      signal,
      platforms: adapters,
      dashboard: () => dashboard(hubbub, adapters, log),
    });
  } catch (error) {
    // What fails when the database ends seldom tells why it did.
    throw (await hubbub.stopped()) ?? error;
  } finally {
    await hubbub.close();
  }
};

/** The platforms that are set up; their SDKs are loaded only then. */
async function platforms(
  { slack, discord, botMessages }: Config,
  log: (text: string) => void,
): Promise<Adapter[]> {
  const adapters: Adapter[] = [];
  if (slack && !process.env.SHARDING_MANAGER)
    // in a shard, another process has it
    adapters.push((await import('../adapters/slack/slack.ts')).slackAdapter({ ...slack, botMessages, log }));
  if (discord)
    adapters.push(
      (await import('../adapters/discord/discord.ts')).discordAdapter({ ...discord, botMessages, log }),
    );
  return adapters;
}

/** The dashboard, unless it is off, or another process has it. */
async function dashboard(hubbub: Hubbub, adapters: readonly Adapter[], log: Logger) {
  const { web, roles } = hubbub.config;
  if (!web || !roles.has('web') || process.env.SHARDING_MANAGER) return undefined;
  const { webAdapter } = await import('../adapters/web/web.ts');
  const { openViews } = await import('./views/views.ts');
  const { logTrouble } = await import('./log.ts');
  const served: Dashboard = webAdapter({
    ...web,
    views: openViews(hubbub, () =>
      Object.assign({}, ...[...adapters, served].map((adapter) => adapter.examine())),
    ),
    platforms: new Map(
      adapters.map((adapter) => [
        adapter.platform,
        (workspace: string, person: string) => adapter.viewerOf(workspace, person),
      ]),
    ),
    tell: terminal.note,
    onTrouble: (error) => logTrouble(log, 'serving the dashboard', error),
  });
  return served;
}

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const args = process.argv.slice(2);
  if (args.length > 0) await buildProgram(act).parseAsync(args, { from: 'user' });
  else await act(async (cli) => (await import('./cli/start.ts')).start(cli));
} catch (error) {
  process.exitCode = exitCodeOf(explainTrouble(error));
}
if (signal.aborted) process.exitCode ??= STOPPED;

/** Says what went wrong, unless that was said already. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (signal.aborted) return STOPPED;
  if (error instanceof HubbubError) {
    terminal.fail(error.message, error.fix);
    return error instanceof UsageError ? 2 : 1;
  }
  terminal.fail(
    error instanceof Error ? (error.stack ?? error.message) : String(error),
    'This is a fault of Hubbub: please report it with the lines above.',
  );
  return 1;
}
