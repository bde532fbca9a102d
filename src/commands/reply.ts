import type { Closeness } from '../similar/words.ts';

/**
 * What a command answers, without a word about the platform: a terminal prints it, Slack and Discord make blocks and
 * components of it. Texts, names and labels come from people and are untrusted: whoever renders them neutralises
 * what is special in the medium.
 *
 * @example
 * const reply = await runCommand(hubbub, viewer, '/topics --since 3d');
 */
export interface Reply {
  heading: string;
  /** What the answer covers, in one quiet line. */
  context?: string;
  /** The stretch of time it covers, in milliseconds since the epoch. */
  period?: { from: number; to: number };
  parts: Part[];
  /** The answer as one plain line, for notifications and screen readers. */
  fallback: string;
}

export type Part =
  | { kind: 'text'; text: string }
  | { kind: 'topics'; topics: TopicItem[] }
  | { kind: 'messages'; messages: MessageItem[] }
  | { kind: 'usage'; entries: { command: string; does: string }[] }
  | { kind: 'checks'; checks: Check[] }
  | { kind: 'note'; text: string }
  | Attachment
  | { kind: 'claims'; title?: string; claims: Claim[] }
  | Picture
  | { kind: 'actions'; actions: Action[] };

/** A file for whoever asks, who alone gets it; some megabytes at most. */
export interface Attachment {
  kind: 'file';
  /** Letters, digits, dots and dashes. */
  name: string;
  content: string;
}

/** A PNG. Platforms show it, a terminal says what is in it. */
export interface Picture {
  kind: 'picture';
  png: Uint8Array;
  /** What there is to see, for those who cannot; at most some hundred characters. */
  alt: string;
  title: string;
}

export interface TopicItem {
  id: string;
  label: string;
  summary: string;
  keywords: string[];
  /** Messages in it that the viewer may see. */
  size: number;
  pinned: boolean;
  /** Set where it is hidden, and listed since that was asked for. */
  hidden?: true;
  /** Names, most active first. */
  people: string[];
  /** Names, busiest first. */
  channels: string[];
  /** First and last message, in milliseconds since the epoch. */
  from: number;
  to: number;
  /** Messages in each of equal stretches of the window, oldest first. */
  activity: number[];
  /** Its most typical messages. */
  quotes: MessageItem[];
  actions?: Action[];
}

export interface MessageItem {
  id: string;
  author: string;
  channel: string;
  /** In milliseconds since the epoch. */
  ts: number;
  text: string;
  permalink?: string;
  /** How it compares with what was asked for. */
  match?: Match;
  /** What came of its conversation. */
  outcome?: { replies: number; last?: { author: string; ts: number; text: string } };
}

/** How a message compares with what was asked for. */
export interface Match {
  similarity: number;
  percentile: number;
  words: Closeness;
  /** Terms that both have, as the message writes them. */
  why: string[];
  /** Name of the topic that both belong to. */
  topic?: string;
  /** How many more messages say nearly the same. */
  repeats?: number;
}

/** Something that is said of what people said, and where it can be checked. */
export interface Claim {
  /** What it is about. */
  label?: string;
  /** How much there is to it, in a few words. */
  facts?: string;
  lines: ClaimLine[];
}

export interface ClaimLine {
  text: string;
  /** Set where it is word for word what somebody said. */
  author?: string;
  /** Where the messages that carry it can be opened. */
  links: string[];
}

/** One line of `doctor`. */
export interface Check {
  name: string;
  state: 'ok' | 'problem';
  finding: string;
  fix?: string;
}

/** Something to press where the platform has buttons: pressing it runs `command` for whoever presses. */
export interface Action {
  id: string;
  label: string;
  command: string;
  /** The answer takes the place of the reply that the button is in. */
  replaces?: true;
  /** A line of text is asked for first, and put behind `command`. */
  asks?: { title: string; label: string; initial: string };
}
