import { createHash } from 'node:crypto';
import type { SlackConfig } from '../../src/config/slack.ts';
import { HubbubError } from '../../src/errors.ts';
import { type Adapter, type Host, notServed } from '../adapter.ts';
import { SlackApp } from './app.ts';
import { audienceOf } from './audience.ts';
import type { Log } from './clients.ts';
import { examineWorkspace } from './examine.ts';
import { HttpDoor } from './http.ts';
import { checkAppToken, checkBotToken } from './tokens.ts';
import { SlackWorkspace } from './workspace.ts';

export interface SlackOptions extends SlackConfig {
  /** Whether what other bots post is collected. */
  botMessages: boolean;
  /** Told what an operator should know, in plain words. */
  log: Log;
}

/**
 * Slack, in one workspace or several: each has an app of its own and tokens that are used for it alone.
 *
 * @example
 * const slack = slackAdapter({ ...config.slack, botMessages: false, log: console.error });
 * await slack.start(host);
 */
export function slackAdapter(options: SlackOptions): Adapter {
  const stopping = new AbortController();
  const apps: SlackApp[] = [];
  let door: HttpDoor | undefined;
  const find = (workspace: string) => apps.find((app) => app.workspace.key === workspace);
  const served = (workspace: string) => {
    const app = find(workspace);
    if (!app) throw notServed(workspace);
    return app;
  };
  return {
    platform: 'slack',
    seat: seatOf(options.workspaces.map(({ botToken }) => botToken)),
    async start(host: Host) {
      const { apiUrl, botMessages, log, listen } = options;
      for (const tokens of options.workspaces) {
        const { botToken, appToken } = tokens;
        checkBotToken(botToken);
        const workspace = await SlackWorkspace.open({
          botToken,
          apiUrl,
          botMessages,
          log,
          signal: stopping.signal,
        });
        if (appToken) checkAppToken(appToken, workspace.appId);
        if (apps.some((other) => other.workspace.key === workspace.key))
          throw new HubbubError(
            `Two tokens in SLACK_BOT_TOKEN are of the workspace ${workspace.name}.`,
            'Name each once.',
          );
        apps.push(new SlackApp(workspace, tokens, host, { apiUrl, log, signal: stopping.signal }));
      }
      const receivers = apps.flatMap(({ http }) => http ?? []);
      if (receivers.length > 0) {
        door = await HttpDoor.open(receivers, listen);
        log(`Slack: listening at ${door.addresses.join(' and ')}.`);
      }
      for (const app of apps) await app.start();
    },
    examine() {
      const { workspaces, apiUrl, botMessages, log } = options;
      const several = workspaces.length > 1;
      return Object.assign(
        {},
        ...workspaces.map((tokens, i) =>
          examineWorkspace(
            { ...tokens, apiUrl, botMessages, log, signal: stopping.signal },
            several ? ` ${i + 1}` : '',
          ),
        ),
      );
    },
    serves: (workspace) => find(workspace) !== undefined,
    post: async (place, reply, key) => served(place.workspace).posts.post(place, reply, key),
    find: async (place, key, since) => served(place.workspace).posts.find(place, key, since),
    revise: async (posted, reply) => served(posted.workspace).posts.revise(posted, reply),
    withdraw: async (posted) => served(posted.workspace).posts.withdraw(posted),
    audience: async (workspace, channel) => audienceOf(served(workspace).workspace, channel),
    viewerOf: async (workspace, person) => served(workspace).workspace.viewers.viewer(person),
    async stop() {
      stopping.abort();
      await door?.close();
      await Promise.all(apps.map((app) => app.stop()));
    },
  };
}

/** The same for the same workspaces, and says nothing about their tokens. */
const seatOf = (tokens: readonly string[]) =>
  `slack ${createHash('sha256').update(tokens.join()).digest('hex').slice(0, 12)}`;
