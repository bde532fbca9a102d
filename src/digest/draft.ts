/**
 * What a digest says, before it is put into words for a reader: ids of messages and what a model wrote of them. No text
 * of a message is in it, so that a message that is deleted or edited is so in every digest that is drawn from it.
 */
export interface Draft {
  /** The stretch it covers, in milliseconds since the epoch: from included, to excluded. */
  from: number;
  to: number;
  /** After its last message: the next digest begins here, so that what arrives late is in that one. */
  until: number;
  /** IANA name of the time zone that its day is told in. */
  zone: string;
  /** In that stretch. */
  messages: number;
  people: number;
  /** Most important first. */
  topics: DraftTopic[];
  /** Names of topics that were busy in the stretch before, and are not any more. */
  quiet: { id: string; label: string; messages: string[] }[];
  /** Ids of questions that nobody has answered, the newest first. */
  questions: string[];
  decisions: DraftLine[];
}

export type Trend = 'new' | 'growing' | 'back' | 'going on';

export interface DraftTopic {
  id: string;
  label: string;
  trend: Trend;
  /** All of its messages in the stretch. */
  messages: string[];
  people: number;
  lines: DraftLine[];
}

/** One claim and what it is drawn from. */
export interface DraftLine {
  /** What a model wrote; left out where the first message speaks for itself. */
  text?: string;
  messages: string[];
}

/** Every message that a draft is drawn from: with one of them, what the draft says may change. */
export const sourcesOf = ({ topics, quiet, questions, decisions }: Draft): string[] => [
  ...new Set([
    ...topics.flatMap(({ messages, lines }) => [...messages, ...lines.flatMap((line) => line.messages)]),
    ...quiet.flatMap(({ messages }) => messages),
    ...questions,
    ...decisions.flatMap(({ messages }) => messages),
  ]),
];

/** Whether there is anything to say. */
export const isEmpty = ({ topics, questions, decisions }: Draft): boolean =>
  topics.length === 0 && questions.length === 0 && decisions.length === 0;
