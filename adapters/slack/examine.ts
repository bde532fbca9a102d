import manifest from '../../slack-manifest.json' with { type: 'json' };
import type { SlackConfig, SlackTokens } from '../../src/config/slack.ts';
import { HubbubError } from '../../src/errors.ts';
import type { Finding } from '../adapter.ts';
import { newClient } from './clients.ts';
import { HttpDoor } from './http.ts';
import { explain, REINSTALL } from './refusal.ts';
import { checkAppToken, checkBotToken } from './tokens.ts';
import { SlackWorkspace, type WorkspaceOptions } from './workspace.ts';

type Tokens = SlackTokens & Omit<WorkspaceOptions, 'botToken'>;

/** What `doctor` looks at in one workspace: each throws a HubbubError where something is wrong. */
export function examineWorkspace(tokens: Tokens, number: string): Record<string, Finding> {
  let opened: Promise<SlackWorkspace> | undefined;
  const open = () => (opened ??= SlackWorkspace.open(tokens));
  const { appToken } = tokens;
  return {
    [`slack${number}: bot token`]: async () => {
      checkBotToken(tokens.botToken);
      const { name, key } = await open();
      return `signed in to ${name} (${key})`;
    },
    [`slack${number}: scopes`]: async () => {
      const { granted } = await open();
      const missing = manifest.oauth_config.scopes.bot.filter((scope) => !granted.includes(scope));
      if (missing.length > 0) throw new HubbubError(`The token lacks ${missing.join(', ')}.`, REINSTALL);
      return `all ${manifest.oauth_config.scopes.bot.length} granted; whether its events are subscribed Slack does not tell, the running bot notices`;
    },
    [`slack${number}: channels`]: async () => {
      const { channels } = await open();
      await channels.read().catch((error) => {
        throw explain(error, 'listing the channels of the bot');
      });
      if (channels.all.length === 0)
        throw new HubbubError('The bot is in no channel.', 'Invite it where it is to read: /invite @hubbub');
      return channels.all.map(({ name }) => `#${name}`).join(', ');
    },
    ...(appToken && {
      [`slack${number}: Socket Mode`]: async () => {
        checkAppToken(appToken, (await open()).appId);
        return trySocketMode(appToken, tokens);
      },
    }),
  };
}

async function trySocketMode(appToken: string, { apiUrl, log }: Tokens): Promise<string> {
  try {
    await newClient(appToken, apiUrl, log).apps.connections.open();
    return 'Slack offers a connection';
  } catch (error) {
    throw explain(error, 'connecting to Socket Mode with SLACK_APP_TOKEN');
  }
}

/** A Hubbub that is running listens there already. */
export async function tryDoor(listen: SlackConfig['listen']): Promise<string> {
  const place = `${listen.host}:${listen.port}`;
  const hears = await fetch(`http://${place}/slack/events`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  if (hears) return `something listens at ${place}: a Hubbub that is running, unless it is another program`;
  await (await HttpDoor.open([], listen)).close();
  return `Slack’s requests can be taken at ${place}; whether they reach it from outside, Slack says where you enter the address`;
}
