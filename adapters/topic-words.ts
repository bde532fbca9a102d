import type { TopicItem } from '../src/commands/reply.ts';

/** Up to three names, and how many more: `Ada, Bo, Cy and 2 more`. */
export function few(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** Up to five keywords that the label does not say already. */
export const furtherKeywords = ({ label, keywords }: TopicItem): string[] =>
  keywords.filter((word) => !label.toLowerCase().includes(word.toLowerCase())).slice(0, 5);
