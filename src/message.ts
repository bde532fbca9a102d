/**
 * One channel message as every adapter delivers it and every capability reads it.
 *
 * All ids are strings and belong to the platform; `id` is unique within the workspace
 * (an adapter whose platform ids are unique per channel only, as Slack's are, prefixes the channel).
 */
export interface Message {
  /** Key of the workspace, `<platform>:<platform's own id>`, for instance `slack:T024BE7LD`. */
  workspace: string;
  /** Channel id; its name travels in `channelName`. */
  channel: string;
  channelName?: string;
  id: string;
  /** Id of the thread's first message, on that message too where the platform marks it. */
  threadId?: string;
  /** Id of the message that this one answers. */
  replyTo?: string;
  /** Author id; the display name travels in `authorName`. */
  author: string;
  authorName?: string;
  /** Posted by a bot or an integration. */
  bot?: boolean;
  /** When it was posted, in milliseconds since the epoch. */
  ts: number;
  /** When it was last edited, in milliseconds since the epoch. */
  editedTs?: number;
  /** Plain text: mentions and channels by name, links by their text, emoji by name, code kept. */
  text: string;
  /** Where a person can open it, if such a place exists. */
  permalink?: string;
}
