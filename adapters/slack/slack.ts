import { createHash } from 'node:crypto';
import type { SlackConfig, SlackTokens } from '../../src/config/slack.ts';
import { HubbubError } from '../../src/errors.ts';
import { type Adapter, type Host, notServed } from '../adapter.ts';
import { SlackApp } from './app.ts';
import { audienceOf } from './audience.ts';
import type { Log } from './clients.ts';
import { examineWorkspace, tryDoor } from './examine.ts';
import { HttpDoor } from './http.ts';
import { Posts } from './posts.ts';
import { checkAppToken, checkBotToken } from './tokens.ts';
import { SlackWorkspace } from './workspace.ts';

interface SignedIn {
  workspace: SlackWorkspace;
  tokens: SlackTokens;
  posts: Posts;
}

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
  const { apiUrl, botMessages, log, listen } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const signedIn: SignedIn[] = [];
  let apps: SlackApp[] = [];
  let door: HttpDoor | undefined;
  const find = (key: string) => signedIn.find(({ workspace }) => workspace.key === key);
  const served = (key: string) => {
    const found = find(key);
    if (!found) throw notServed(key);
    return found;
  };
  async function signIn(): Promise<void> {
    if (signedIn.length > 0) return;
    const opened: SignedIn[] = [];
    for (const tokens of options.workspaces) {
      const { botToken, appToken } = tokens;
      checkBotToken(botToken);
      const workspace = await SlackWorkspace.open({ botToken, apiUrl, botMessages, log, signal });
      if (appToken) checkAppToken(appToken, workspace.appId);
      if (opened.some((other) => other.workspace.key === workspace.key))
        throw new HubbubError(
          `Two tokens in SLACK_BOT_TOKEN are of the workspace ${workspace.name}.`,
          'Name each once.',
        );
      opened.push({ workspace, tokens, posts: new Posts(workspace, signal) });
    }
    signedIn.push(...opened);
  }
  return {
    platform: 'slack',
    seat: seatOf(options.workspaces.map(({ botToken }) => botToken)),
    signIn,
    async start(host: Host) {
      await signIn();
      apps = signedIn.map(({ workspace, tokens }) => new SlackApp(workspace, tokens, host, { apiUrl, log }));
      const receivers = apps.flatMap(({ http }) => http ?? []);
      if (receivers.length > 0) {
        door = await HttpDoor.open(receivers, listen);
        log(`Slack: listening at ${door.addresses.join(' and ')}.`);
      }
      for (const app of apps) await app.start();
    },
    examine() {
      const { workspaces } = options;
      const several = workspaces.length > 1;
      return Object.assign(
        {},
        ...workspaces.map((tokens, i) =>
          examineWorkspace({ ...tokens, apiUrl, botMessages, log, signal }, several ? ` ${i + 1}` : ''),
        ),
        workspaces.some(({ appToken }) => !appToken) && { 'slack: HTTP': () => tryDoor(listen) },
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
