import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { TeamOptions } from './directory.ts';
import { Faults } from './faults.ts';
import { RateLimits } from './rate-limits.ts';
import { Records } from './records.ts';
import type { SocketOptions } from './socket.ts';
import { SlackTeam } from './team.ts';
import { until } from './until.ts';
import { answerHttp } from './web-api.ts';

export interface SlackFakeOptions extends Partial<SocketOptions> {
  /** Waits before an unacknowledged event is sent again, in milliseconds. Slack's: about at once, 1 minute, 5 minutes. */
  retryDelays?: readonly number[];
}

/**
 * Slack on loopback: Web API, Socket Mode and signed HTTP events, as strict as the real one and as documented at
 * docs.slack.dev. It holds the truth, tells the app what happens in it, records what the app does, and fails on order.
 *
 * @example
 * const slack = await SlackFake.start();
 * const team = slack.addTeam({ name: 'Acme', manifest });
 * // start the app with SLACK_API_URL=slack.url, SLACK_BOT_TOKEN=team.botToken, SLACK_APP_TOKEN=team.appToken
 * await slack.connected(team);
 * …
 * expect(slack.records.violations).toEqual([]);
 * expect(slack.records.pings).toEqual([]);
 * await slack.stop();
 */
export class SlackFake {
  readonly teams: SlackTeam[] = [];
  /** What the app did. */
  readonly records = new Records();
  /** What is to go wrong. */
  readonly faults = new Faults();
  /** Off until switched on. */
  readonly limits = new RateLimits();
  readonly #server: Server;
  readonly #stopping = new AbortController();
  readonly #options: SlackFakeOptions;

  private constructor(server: Server, options: SlackFakeOptions) {
    this.#server = server;
    this.#options = options;
  }

  /** Listens on a free port of 127.0.0.1. */
  static async start(options: SlackFakeOptions = {}): Promise<SlackFake> {
    const server = createServer();
    const fake = new SlackFake(server, options);
    server.on('request', (request, response) => answerHttp(fake, request, response));
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url!, 'ws://slack').searchParams.get('ticket') ?? '';
      const team = fake.teams.find((candidate) => candidate.socket.redeem(ticket));
      if (!team) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      sockets.handleUpgrade(request, socket, head, (open) => team.socket.accept(open));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  /** `http://127.0.0.1:PORT`. */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** For SLACK_API_URL. */
  get url(): string {
    return `${this.origin}/api/`;
  }

  /** Resolves where the fake is stopped. @internal */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** A workspace that has installed the app. */
  addTeam(options?: TeamOptions): SlackTeam {
    const { retryDelays = [100, 60_000, 300_000], ackTimeout = 3_000, pingInterval = 10_000 } = this.#options;
    const team = new SlackTeam(
      {
        origin: this.origin,
        faults: this.faults,
        records: this.records,
        retryDelays,
        socket: { ackTimeout, pingInterval },
        stopping: this.#stopping.signal,
      },
      options,
    );
    this.teams.push(team);
    return team;
  }

  /** Resolves once the app holds so many sockets for a workspace. */
  async connected(team: SlackTeam, sockets = 1): Promise<void> {
    await until(() => team.socket.connections >= sockets, 'The app did not connect.', 30_000);
  }

  /** Resolves once every event has been acknowledged, or given up after its last retry. */
  async settled(): Promise<void> {
    for (const team of this.teams) await team.delivery.settled();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const team of this.teams) await team.socket.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
