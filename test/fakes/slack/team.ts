import { Delivery } from './delivery.ts';
import type { TeamOptions } from './directory.ts';
import type { Faults } from './faults.ts';
import { type Forgery, HttpEvents } from './http-events.ts';
import type { Interaction } from './interaction.ts';
import { Interactions, type Target } from './interactions.ts';
import type { Posted, SlackChannel, SlackUser } from './model.ts';
import type { Records, ShownView } from './records.ts';
import { SocketMode, type SocketOptions } from './socket.ts';
import { type TrueMessage, truth } from './truth.ts';
import { World } from './world.ts';

/** What all workspaces of one fake share. */
export interface Shared {
  /** `http://127.0.0.1:PORT`. */
  origin: string;
  faults: Faults;
  records: Records;
  retryDelays: readonly number[];
  socket: SocketOptions;
  stopping: AbortSignal;
}

/**
 * One workspace with one installation of the app. Its methods are what people do in Slack: `post`, `edit`, `join`
 * (see `World`), `command`, `click` and the like; they come to the app as events and interactions.
 *
 * @example
 * const team = slack.addTeam({ name: 'Acme' });
 * const ada = team.addUser({ name: 'ada' });
 * const general = team.addChannel({ name: 'general', members: [ada] });
 * const posted = team.post(general, ada, 'The build is red again');
 * const asked = await team.command(ada, general, '/topics', '7d');
 * const reply = await asked.reply();
 */
export class SlackTeam extends World {
  readonly delivery: Delivery;
  readonly socket: SocketMode;
  readonly interactions: Interactions;
  readonly #shared: Shared;

  constructor(shared: Shared, options?: TeamOptions) {
    super((event) => this.delivery.event(event), options);
    this.#shared = shared;
    this.delivery = new Delivery(this, shared);
    this.socket = new SocketMode(this, shared.faults, shared.socket);
    this.delivery.transport = this.socket;
    this.interactions = new Interactions(this, shared);
  }

  /** What a store that has missed nothing holds. */
  truth(): TrueMessage[] {
    return truth(this);
  }

  /** Somebody types a slash command. Resolves once the app has acknowledged it, or Slack has given up. */
  command(user: SlackUser, channel: SlackChannel, command: string, text = ''): Promise<Interaction> {
    return this.interactions.command(user, channel, command, text);
  }

  /** Somebody chooses a shortcut from a message's menu. */
  shortcut(user: SlackUser, message: Posted, callbackId: string): Promise<Interaction> {
    return this.interactions.shortcut(user, message, callbackId);
  }

  /** Somebody uses the button or menu of this action id in a reply, a message or a view; a menu needs the value chosen. */
  click(user: SlackUser, target: Target, actionId: string, chosen?: string): Promise<Interaction> {
    return this.interactions.click(user, target, actionId, chosen);
  }

  /** Somebody fills a modal in, by action id, and submits it. What is left out keeps its initial value. */
  submit(
    user: SlackUser,
    shown: ShownView,
    values: Readonly<Record<string, string>> = {},
  ): Promise<Interaction> {
    return this.interactions.submit(user, shown, values);
  }

  /** Delivers over HTTP to this address from now on; false if it does not answer Slack's challenge. */
  async useHttp(url: string): Promise<boolean> {
    const http = new HttpEvents(this, url, this.#shared.socket.ackTimeout);
    this.delivery.transport = http;
    return http.verify();
  }

  /** Posts a message event to the app's address with a wrong or old signature: the status that it answers. */
  async forge(url: string, forgery: Forgery, event: object): Promise<number> {
    const http = new HttpEvents(this, url, this.#shared.socket.ackTimeout);
    const body = JSON.stringify({ type: 'event_callback', team_id: this.id, api_app_id: this.appId, event });
    return (await http.post(body, 'application/json', { forgery })).status;
  }
}
