/** A message as the topic engine sees it. A window is a list of them in time order, ties broken by id. */
export interface WindowMessage {
  id: string;
  channel: string;
  author: string;
  authorName?: string;
  /** Milliseconds since the epoch. */
  ts: number;
  text: string;
  threadId?: string;
  replyTo?: string;
}
