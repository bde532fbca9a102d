import { keyphrases } from '../label/keywords.ts';
import type { TopicMember } from '../store/topics.ts';
import type { Window } from './window.ts';

/** At most so many messages speak for a topic, */
const most = 500;
/** and so many for all topics that have not changed, so that the cost of a run depends on what has. */
const background = 1500;

type Place = Pick<TopicMember, 'topic' | 'conversation'>;

/**
 * Keywords of the topics in `renewed`, which set them apart from all topics of the window.
 *
 * @param members where each message of the window stands
 */
export function keywordsOf(
  { messages }: Pick<Window, 'messages'>,
  members: readonly Place[],
  renewed: ReadonlySet<string | null>,
): Map<string | null, string[]> {
  const inTopics = [...messages.keys()].filter((i) => members[i]!.topic !== null);
  const others = inTopics.filter((i) => !renewed.has(members[i]!.topic));
  const groups = Map.groupBy(
    inTopics.filter((i) => renewed.has(members[i]!.topic)),
    (i) => members[i]!.topic,
  );
  if (groups.size === 0) return new Map();
  const topics = [...groups.values()].map((inside) =>
    spread(inside, most).map((i) => {
      const { text, author } = messages[i]!;
      return { text, author, conversation: members[i]!.conversation };
    }),
  );
  const sample = spread(others, background);
  const rest = {
    texts: sample.map((i) => messages[i]!.text),
    weight: others.length / Math.max(sample.length, 1),
  };
  // What people call a bot is often what they talk about.
  const people = messages.filter((message) => !message.bot);
  const names = [...new Set(people.map((message) => message.authorName ?? message.author))];
  const phrases = keyphrases(topics, { exclude: names, background: rest });
  return new Map([...groups.keys()].map((topic, i) => [topic, phrases[i]!]));
}

/** The first few of `items` and an even sample of the rest, `limit` at most. */
function spread(items: readonly number[], limit: number): number[] {
  if (items.length <= limit) return [...items];
  const step = items.length / limit;
  return Array.from({ length: limit }, (_, k) => items[k < 3 ? k : Math.floor(k * step)]!);
}
