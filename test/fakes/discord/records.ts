import type { RESTPutAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import type { SentMessage } from './components.ts';

/** One REST call. */
export interface Call {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  status: number;
  at: number;
}

/** How an interaction was answered first. */
export interface Answer {
  what: string;
  /** Milliseconds until the callback; missing where none came. */
  ms?: number;
}

/** A message that the app posted unasked. */
export interface Post {
  channel: string;
  id: string;
  /** As it stands; each change adds to `revisions`. */
  message: SentMessage;
  revisions: number;
  deleted?: true;
}

/** Everything that the app did, in order. */
export class Records {
  readonly calls: Call[] = [];
  readonly answers: Answer[] = [];
  /** What Discord refused, or what came too late: each is a fault of the app. */
  readonly violations: string[] = [];
  /** What the app said unasked, with what became of it. */
  readonly posts: Post[] = [];
  /** Mentions in what the app said that would have notified somebody. */
  readonly pings: string[] = [];
  /** As registered last, globally or for a guild. */
  commands: RESTPutAPIApplicationCommandsJSONBody = [];

  /** The calls whose path matches. */
  of(path: RegExp): Call[] {
    return this.calls.filter((call) => path.test(`${call.method} ${call.path}`));
  }
}
