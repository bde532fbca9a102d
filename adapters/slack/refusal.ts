import { webApi } from '@slack/bolt';
import { HubbubError } from '../../src/errors.ts';

/** Slack's name of an error that it answered: `not_in_channel`. */
export const platformError = (error: unknown): string | undefined =>
  error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;

/** How to mend an app that was not installed as the manifest says. */
export const REINSTALL =
  'Compare the app with slack-manifest.json (“App Manifest” at api.slack.com/apps), then reinstall it to the workspace.';
const NEW_APP_TOKEN =
  'Make an App-Level Token with that scope under “Basic Information” at api.slack.com/apps, and set SLACK_APP_TOKEN to it.';
const NEW_TOKEN =
  'Copy the token anew from the app’s page at api.slack.com/apps; docs/slack.md shows where it is.';

const fixes: Record<string, [what: string, fix: string]> = {
  invalid_auth: ['Slack does not know the token', NEW_TOKEN],
  not_authed: ['Slack was given no token', NEW_TOKEN],
  account_inactive: ['the app was taken out of the workspace', 'Install it again, and copy its new token.'],
  token_revoked: ['the token was revoked', NEW_TOKEN],
  token_expired: [
    'the token has expired',
    'Turn token rotation off in the app’s settings, and copy a new token.',
  ],
  not_allowed_token_type: [
    'the token is of the wrong kind',
    'SLACK_BOT_TOKEN begins with xoxb-, SLACK_APP_TOKEN with xapp-.',
  ],
  not_in_channel: ['the bot is not in the channel', 'Invite it there: /invite @hubbub'],
  channel_not_found: ['the bot does not see the channel', 'Invite it there: /invite @hubbub'],
  link_disabled: ['Socket Mode is switched off', 'Switch it on under “Socket Mode” at api.slack.com/apps.'],
};

/** What kept a call from succeeding, in words, and what to do about it. */
export function explain(error: unknown, doing: string): unknown {
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: name, needed } = error.data as { error: string; needed?: string };
    if (name === 'missing_scope') {
      const fix = needed === 'connections:write' ? NEW_APP_TOKEN : REINSTALL;
      return new HubbubError(`While ${doing}: the scope ${needed} is missing.`, fix, { cause: error });
    }
    const [what, fix] = fixes[name] ?? [`Slack answers ${name}`, 'See docs.slack.dev for what that means.'];
    return new HubbubError(`While ${doing}: ${what} (${name}).`, fix, { cause: error });
  }
  if (error instanceof webApi.WebAPIRateLimitedError)
    return new HubbubError(
      `While ${doing}: Slack wants us to wait ${error.retryAfter} seconds.`,
      'Try again after that.',
      { cause: error },
    );
  if (error instanceof webApi.WebAPIRequestError || error instanceof webApi.WebAPIHTTPError)
    return new HubbubError(
      `While ${doing}: Slack cannot be reached (${error.message}).`,
      'Check the network, a proxy or firewall on the way, SLACK_API_URL, and status.slack.com.',
      { cause: error },
    );
  return error;
}

/** `explain`, as a line for the operator. */
export function inWords(error: unknown, doing: string): string {
  const reason = explain(error, doing);
  if (reason instanceof HubbubError) return `Slack: ${reason.message} ${reason.fix}`;
  return `Slack: while ${doing}: ${reason instanceof Error ? reason.message : reason}`;
}
