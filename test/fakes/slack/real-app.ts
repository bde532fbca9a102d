import { App, type Logger, LogLevel, SocketModeReceiver, webApi } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import { SlackFake, type SlackFakeOptions } from './slack.ts';
import type { SlackTeam } from './team.ts';

// Slack's own SDK against the fake: what it is content with is how Slack behaves.

const nothing = () => {};
/** What goes wrong in these tests is meant to. */
const logger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

/** A fake with one workspace, one person and one channel, stopped at the end of the test. */
export async function startSlack(options?: SlackFakeOptions) {
  const slack = await SlackFake.start({ ackTimeout: 1_500, retryDelays: [20, 20, 20], ...options });
  onTestFinished(() => slack.stop());
  const team = slack.addTeam();
  const ada = team.addUser({ name: 'ada' });
  const general = team.addChannel({ name: 'general', members: [ada] });
  return { slack, team, ada, general, client: clientOf(slack, team.botToken) };
}

export const clientOf = (slack: SlackFake, token: string, options: webApi.WebClientOptions = {}) =>
  new webApi.WebClient(token, { logger, retryConfig: { retries: 0 }, ...options, slackApiUrl: slack.url });

/** What the SDK makes of a refused call. */
export const refusal = (call: Promise<unknown>): Promise<{ error: string } & Record<string, unknown>> =>
  call.then(
    () => ({ error: 'none' }),
    (error: { data?: { error: string } }) => error.data ?? { error: String(error) },
  );

/** A real app over Socket Mode that notes the message events it is told. */
export async function socketApp(slack: SlackFake, team: SlackTeam, prepare?: (app: App) => void) {
  const clientOptions = { slackApiUrl: slack.url };
  const receiver = new SocketModeReceiver({
    appToken: team.appToken,
    clientPingTimeout: 500,
    logger,
    installerOptions: { clientOptions },
  });
  const app = new App({ token: team.botToken, receiver, clientOptions, logger });
  const told: string[] = [];
  app.message(async ({ message }) => void told.push(message.subtype ?? (message as { text: string }).text));
  prepare?.(app);
  await app.start();
  onTestFinished(() => app.stop().then(() => {}));
  await slack.connected(team);
  return told;
}

/** A real app over HTTP, and the address it listens on. */
export async function httpApp(slack: SlackFake, team: SlackTeam, prepare?: (app: App) => void) {
  const app = new App({
    token: team.botToken,
    signingSecret: team.signingSecret,
    clientOptions: { slackApiUrl: slack.url },
    logger,
  });
  const told: string[] = [];
  app.message(async ({ message }) => void told.push(message.subtype ?? (message as { text: string }).text));
  prepare?.(app);
  const server = await app.start(0);
  onTestFinished(() => app.stop().then(() => {}));
  const { port } = server.address() as { port: number };
  return { told, url: `http://127.0.0.1:${port}/slack/events` };
}
