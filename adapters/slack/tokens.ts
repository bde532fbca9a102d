import { HubbubError } from '../../src/errors.ts';

/** @throws HubbubError where it is a token of another kind. */
export function checkBotToken(token: string): void {
  checkKind(token, 'xoxb-', 'SLACK_BOT_TOKEN', 'the Bot User OAuth Token of “OAuth & Permissions”');
}

/**
 * @param appId of the app that the bot token belongs to, where it is known
 * @throws HubbubError where it is a token of another kind, or of another app.
 */
export function checkAppToken(token: string, appId: string | undefined): void {
  checkKind(token, 'xapp-', 'SLACK_APP_TOKEN', 'the App-Level Token of “Basic Information”');
  const [, own] = /^xapp-\d+-(A[A-Z0-9]+)-/.exec(token) ?? [];
  if (appId && own && appId !== own)
    throw new HubbubError(
      `SLACK_APP_TOKEN is of the app ${own}, SLACK_BOT_TOKEN of ${appId}.`,
      'Take both from the same app; with several workspaces, name them in the same order in both settings.',
    );
}

function checkKind(token: string, prefix: string, setting: string, where: string): void {
  if (token.startsWith(prefix)) return;
  throw new HubbubError(
    `${setting} begins with ${token.slice(0, 5)}…, not with ${prefix}: it is a token of another kind.`,
    `Set it to ${where} of your app at api.slack.com/apps.`,
  );
}
