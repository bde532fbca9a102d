import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { type Acknowledgement, type Transport, Undelivered } from './delivery.ts';
import type { Directory } from './directory.ts';
import type { Faults } from './faults.ts';
import { until } from './until.ts';

interface Pending {
  sent: Acknowledgement;
  start: number;
  resolve(answer: unknown): void;
  reject(error: Undelivered): void;
  timer: NodeJS.Timeout;
}

interface Connection {
  socket: WebSocket;
  pending: Map<string, Pending>;
  /** It was told to go: nothing new is sent over it. */
  leaving: boolean;
}

export interface SocketOptions {
  /** How long Slack waits for an acknowledgement, in milliseconds. */
  ackTimeout: number;
  /** How often the server pings, in milliseconds. */
  pingInterval: number;
}

/** Socket Mode of one app (https://docs.slack.dev/apis/events-api/using-socket-mode). */
export class SocketMode implements Transport {
  readonly #connections = new Set<Connection>();
  readonly #tickets = new Set<string>();
  readonly #team: Directory;
  readonly #faults: Faults;
  readonly #options: SocketOptions;
  #turn = 0;

  constructor(team: Directory, faults: Faults, options: SocketOptions) {
    this.#team = team;
    this.#faults = faults;
    this.#options = options;
  }

  /** Sockets that are open and not told to go. */
  get connections(): number {
    return this.#open().length;
  }

  /** What makes an address of a socket good for one connection. */
  issueTicket(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return ticket;
  }

  redeem = (ticket: string): boolean => this.#tickets.delete(ticket);

  accept(socket: WebSocket): void {
    const connection: Connection = { socket, pending: new Map(), leaving: false };
    this.#connections.add(connection);
    const pinging = setInterval(
      () => socket.ping(`Ping from applink-${Date.now()}`),
      this.#options.pingInterval,
    );
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => this.#heard(connection, String(data)));
    socket.on('close', () => {
      clearInterval(pinging);
      this.#connections.delete(connection);
      for (const { reject } of connection.pending.values()) reject(new Undelivered('connection_failed'));
    });
    socket.ping();
    send(connection, {
      type: 'hello',
      num_connections: this.#connections.size,
      debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18060 },
      connection_info: { app_id: this.#team.appId },
    });
  }

  /** Sends over one of the open sockets, each in turn. */
  deliver(payload: object, sent: Acknowledgement, retryReason = ''): Promise<unknown> {
    const open = this.#open();
    const connection = open[this.#turn++ % open.length];
    if (!connection) return Promise.reject(new Undelivered('connection_failed'));
    const envelope_id = randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const timer = setTimeout(() => reject(new Undelivered('timeout')), this.#options.ackTimeout);
    connection.pending.set(envelope_id, { sent, start: performance.now(), resolve, reject, timer });
    send(connection, {
      envelope_id,
      payload,
      type: sent.kind,
      accepts_response_payload: sent.kind !== 'events_api',
      ...(sent.kind === 'events_api' && { retry_attempt: sent.attempt, retry_reason: retryReason }),
    });
    return promise.finally(() => clearTimeout(timer));
  }

  /** Cuts the connections, as a network does: no close frame, what is under way is lost. */
  drop(): void {
    for (const { socket } of this.#connections) socket.terminate();
  }

  /** Ends with a proper goodbye; who does not answer it is cut off. */
  async close(): Promise<void> {
    for (const { socket } of this.#connections) socket.close(1001);
    await until(() => this.#connections.size === 0, 'still open', 500).catch(() => this.drop());
  }

  /** Asks the app to connect anew: `warning` some seconds ahead, `refresh_requested` at once, `link_disabled` for good. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void {
    for (const connection of this.#open()) {
      connection.leaving = reason !== 'warning';
      send(connection, { type: 'disconnect', reason, debug_info: { host: 'applink-1' } });
    }
  }

  #open(): Connection[] {
    return [...this.#connections].filter(
      ({ socket, leaving }) => !leaving && socket.readyState === socket.OPEN,
    );
  }

  #heard(connection: Connection, data: string): void {
    const { envelope_id, payload } = JSON.parse(data) as { envelope_id?: string; payload?: unknown };
    const pending = connection.pending.get(envelope_id ?? '');
    if (!pending) return;
    if (pending.sent.kind === 'events_api' && this.#faults.takeUnheard()) return;
    connection.pending.delete(envelope_id!);
    pending.sent.ms = performance.now() - pending.start;
    pending.resolve(payload);
  }
}

const send = ({ socket }: Connection, message: object): void => socket.send(JSON.stringify(message));
