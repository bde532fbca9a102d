import type { TopicMember } from '../store/topics.ts';
import type { Thread } from './thread.ts';
import type { Window } from './window.ts';

/** How many messages of an unchanged topic stand for it when others are told from it. */
const background = 20;

type Place = Pick<TopicMember, 'topic' | 'conversation'>;

/**
 * Keywords of the topics in `touched`, which set them apart from all topics of the window.
 *
 * @param members where each message of the window stands
 */
export async function keywordsOf(
  thread: Pick<Thread, 'keyphrases'>,
  { messages }: Pick<Window, 'messages'>,
  members: readonly Place[],
  touched: ReadonlySet<string | null>,
): Promise<Map<string | null, string[]>> {
  const groups = [...Map.groupBy(messages.keys(), (i) => members[i]!.topic)].filter(
    ([topic]) => topic !== null,
  );
  const texts = groups.map(([topic, inside]) => {
    if (touched.has(topic)) return openersFirst(inside, members).map((i) => messages[i]!.text);
    const step = Math.max(1, inside.length / background);
    return Array.from(
      { length: Math.floor(inside.length / step) },
      (_, k) => messages[inside[Math.floor(k * step)]!]!.text,
    );
  });
  // What people call a bot is often what they talk about.
  const people = messages.filter((message) => !message.bot);
  const names = [...new Set(people.map((message) => message.authorName ?? message.author))];
  const phrases = await thread.keyphrases(texts, names);
  return new Map(groups.flatMap(([topic], i) => (touched.has(topic) ? [[topic, phrases[i]!]] : [])));
}

/** The messages of a topic, first those that opened its conversations, the largest conversation's before all. */
function openersFirst(inside: readonly number[], members: readonly Place[]): number[] {
  const conversations = [...Map.groupBy(inside, (i) => members[i]!.conversation).values()];
  const openers = conversations.sort((a, b) => b.length - a.length).map(([first]) => first!);
  return [...new Set([...openers, ...inside])];
}
