/** Finds the mentions in a message, in its text and anywhere in its blocks, that notify somebody. */
export function pingsIn(message: { text?: string; blocks?: unknown; attachments?: unknown }): string[] {
  return [...inMrkdwn(message.text ?? ''), ...inValue(message.blocks), ...inValue(message.attachments)];
}

const inMrkdwn = (text: string): string[] =>
  text.match(/<(@[UW][A-Z0-9]+|!(channel|here|everyone|subteam\^\w+))(\|[^>]*)?>/g) ?? [];

/** Text objects of plain text call nobody; elements of rich text do so by their type. */
function inValue(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(inValue);
  if (typeof value !== 'object' || value === null) return [];
  const element = value as Record<string, unknown>;
  switch (element.type) {
    case 'plain_text':
      return [];
    case 'user':
      return [`<@${element.user_id}>`];
    case 'usergroup':
      return [`<!subteam^${element.usergroup_id}>`];
    case 'broadcast':
      return [`<!${element.range}>`];
    case 'text':
      return [];
  }
  return Object.entries(element).flatMap(([key, inner]) =>
    typeof inner === 'string' && TEXTS.has(key) ? inMrkdwn(inner) : inValue(inner),
  );
}

const TEXTS = new Set(['text', 'pretext', 'title', 'fallback', 'footer']);
