import type { Match, MessageItem } from '../src/commands/reply.ts';

/** How close a message is, in the words that every platform shows: `closer than 99.8% of random pairs`. */
export const rankOf = ({ percentile }: Match): string =>
  // Rounded down: 99.97 must not read as 100.
  `closer than ${percentile >= 100 ? 'all' : `${Math.floor(percentile * 10) / 10}% of`} random pairs`;

export const percentOf = ({ similarity }: Match): string => `${Math.round(similarity * 100)}%`;

/** The rest of what there is to say of a match, each made harmless by `safe`. */
export const factsOf = ({ topic, repeats }: Match, safe: (text: string) => string): string[] => [
  ...(topic ? [`both in the topic ${safe(topic)}`] : []),
  ...(repeats ? [repeats === 1 ? 'and 1 more like it' : `and ${repeats} more like it`] : []),
];

/** What came of the conversation, up to the last message: `4 replies, the last by Ada: ` */
export function outcomeOf({ outcome }: MessageItem, safe: (text: string) => string): string | undefined {
  if (!outcome) return undefined;
  const { replies, last } = outcome;
  if (!last) return 'nobody answered';
  return replies === 1
    ? `1 reply, by ${safe(last.author)}`
    : `${replies} replies, the last by ${safe(last.author)}`;
}
