import { HubbubError } from '../errors.ts';

/** One Slack workspace: the tokens of the app that was made for it. */
export interface SlackTokens {
  botToken: string;
  /** For Socket Mode. */
  appToken?: string;
  /** For HTTP. */
  signingSecret?: string;
}

export interface SlackConfig {
  workspaces: SlackTokens[];
  /** Slack's Web API, ending in `/api/`; Slack itself where it is left out. */
  apiUrl?: string;
  /** Where the HTTP receiver listens. */
  listen: { host: string; port: number };
}

interface Settings {
  SLACK_BOT_TOKEN?: string;
  SLACK_APP_TOKEN?: string;
  SLACK_SIGNING_SECRET?: string;
  SLACK_API_URL?: string;
  SLACK_LISTEN?: string;
}

/**
 * The Slack part of the settings, or nothing where Slack is not set up.
 *
 * @throws HubbubError where tokens do not go together.
 */
export function slackConfig(s: Settings): SlackConfig | undefined {
  const [bots, apps, secrets] = [s.SLACK_BOT_TOKEN, s.SLACK_APP_TOKEN, s.SLACK_SIGNING_SECRET].map(list);
  if (bots!.length === 0 && apps!.length === 0 && secrets!.length === 0) return undefined;
  if (bots!.length === 0)
    throw new HubbubError(
      'SLACK_BOT_TOKEN is missing, though other settings of Slack are there.',
      'Copy the Bot User OAuth Token (xoxb-…) from “OAuth & Permissions” of your app; see docs/slack.md.',
    );
  const name = apps!.length > 0 ? 'SLACK_APP_TOKEN' : 'SLACK_SIGNING_SECRET';
  const others = apps!.length > 0 ? apps! : secrets!;
  if (others.length === 0)
    throw new HubbubError(
      'SLACK_BOT_TOKEN is set, but neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET.',
      'Set SLACK_APP_TOKEN (xapp-…, Socket Mode, needs no public address), or SLACK_SIGNING_SECRET for HTTP.',
    );
  if (others.length !== bots!.length)
    throw new HubbubError(
      `SLACK_BOT_TOKEN names ${bots!.length} workspaces, ${name} ${others.length}.`,
      'Give both settings one value for each workspace, in the same order, with commas between them.',
    );
  const [, host, port] = /^(.*):(\d+)$/.exec(s.SLACK_LISTEN ?? '127.0.0.1:3000')!;
  return {
    workspaces: bots!.map((botToken, i) => ({
      botToken,
      ...(apps!.length > 0 ? { appToken: others[i] } : { signingSecret: others[i] }),
    })),
    ...(s.SLACK_API_URL && { apiUrl: s.SLACK_API_URL.replace(/\/*$/, '/') }),
    listen: { host: host!.replace(/^\[|\]$/g, ''), port: Number(port) },
  };
}

const list = (value: string | undefined): string[] =>
  (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
