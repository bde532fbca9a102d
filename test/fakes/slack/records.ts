import type { types } from '@slack/bolt';
import type { Problem } from './blocks.ts';

/** One call of the Web API. */
export interface Call {
  team?: string;
  method: string;
  args: Readonly<Record<string, unknown>>;
  /** `ok`, or the error that was answered. */
  result: string;
  at: number;
}

/** Something that the app said to people, wherever and however. */
export interface Reply {
  /** `ack` and `response_url` answer an interaction, the others are methods of the Web API. */
  via: 'ack' | 'response_url' | 'chat.postMessage' | 'chat.postEphemeral' | 'chat.update';
  team: string;
  channel: string;
  ts: string;
  thread_ts?: string;
  /** Seen by one person only. */
  ephemeral: boolean;
  /** Who sees it, where it is ephemeral. */
  user?: string;
  text: string;
  blocks: types.AnyBlock[];
  /** It takes the place of the message that was clicked, or takes it away. */
  original?: 'replaced' | 'deleted';
  /** Whom it calls, as written: `<!channel>`, `<@U123>`. Tests assert that there is none. */
  pings: string[];
  /** Slack would show previews of the links in it. */
  unfurls?: boolean;
}

/** A modal or a home tab that somebody sees. */
export interface ShownView {
  id: string;
  hash: string;
  team: string;
  user: string;
  view: types.View;
  /** The view that it was pushed upon. */
  previous?: ShownView;
}

/** Everything that the app did, over all workspaces, in order. */
export class Records {
  readonly calls: Call[] = [];
  readonly replies: Reply[] = [];
  readonly views: ShownView[] = [];
  /** What Slack refused in a message or a view: each is a fault of the app. */
  readonly violations: Problem[] = [];
  readonly files: {
    team: string;
    id: string;
    name: string;
    title?: string;
    /** In bytes, as it was announced. */
    length: number;
    altText?: string;
    content: Buffer;
    channel?: string;
    /** Whether the upload was completed. */
    complete?: boolean;
    /** How often it was refused in a block because Slack had not looked at it yet. */
    refused: number;
  }[] = [];

  /** All mentions in all replies that would have notified somebody. */
  get pings(): string[] {
    return this.replies.flatMap((reply) => reply.pings);
  }

  /** The calls of one method. */
  of(method: string): Call[] {
    return this.calls.filter((call) => call.method === method);
  }
}
