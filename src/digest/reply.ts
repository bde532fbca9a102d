import { sql } from 'drizzle-orm';
import type { Action, Claim, ClaimLine, MessageItem, Part, Picture, Reply } from '../commands/reply.ts';
import { visibleTo } from '../similar/visible.ts';
import type { Store } from '../store/store.ts';
import type { Viewer } from '../viewer.ts';
import { isDecision } from './decisions.ts';
import { type Draft, type DraftLine, type DraftTopic, isEmpty, type Trend } from './draft.ts';
import { excerpt } from './excerpt.ts';
import { asks } from './questions.ts';

const number = new Intl.NumberFormat('en');
/** A screenful. */
const PAGE = 5;
/** Messages that one claim links to. */
const LINKS = 3;

const trends: Record<Trend, string> = { new: 'new', growing: 'growing', back: 'back again', 'going on': '' };

export interface DigestReplyOptions {
  /** From 1 on. */
  page?: number;
  /** It could not be posted in time. */
  late?: boolean;
  /** What answers with a page, where people can ask for more. */
  more?(page: number): string;
  /** Stands on the first page. */
  picture?: Picture;
}

/**
 * A draft in words: every claim with links to the messages that carry it. Texts are looked up now, so that what was
 * deleted meanwhile is not in it.
 */
export async function digestReply(
  store: Store,
  viewer: Viewer,
  draft: Draft,
  { page = 1, late, more, picture }: DigestReplyOptions = {},
): Promise<Reply> {
  const topics = draft.topics.slice((page - 1) * PAGE, page * PAGE);
  const first = page === 1;
  const claimed = [
    ...topics.flatMap(({ lines }) => lines),
    ...(first ? [...draft.questions.map((id) => ({ messages: [id] })), ...draft.decisions] : []),
  ];
  const ids = [...claimed.flatMap(({ messages }) => messages), ...topics.flatMap(({ messages }) => messages)];
  const messages = await messagesOf(store, viewer, ids);
  const day = dayOf(draft);
  const parts: Part[] = [];
  if (first && picture) parts.push(picture);
  const claims = topics.flatMap((topic) => topicClaim(topic, messages));
  if (claims.length > 0) parts.push({ kind: 'claims', claims });
  if (first) {
    const asked = draft.questions.flatMap((id) => lineOf({ messages: [id] }, messages, asks));
    const decided = draft.decisions.flatMap((one) => lineOf(one, messages, isDecision));
    if (decided.length > 0) parts.push({ kind: 'claims', title: 'Decided', claims: [{ lines: decided }] });
    if (asked.length > 0)
      parts.push({ kind: 'claims', title: 'Still without an answer', claims: [{ lines: asked }] });
    if (draft.quiet.length > 0)
      parts.push({ kind: 'note', text: `Quiet again: ${draft.quiet.map(({ label }) => label).join('; ')}` });
  }
  const left = draft.topics.length - page * PAGE;
  const actions: Action[] = [
    ...(more && page > 1
      ? [{ id: 'previous', label: 'Previous', command: more(page - 1), replaces: true as const }]
      : []),
    ...(more && left > 0
      ? [
          {
            id: 'more',
            label: `More (${left} ${left === 1 ? 'topic' : 'topics'})`,
            command: more(page + 1),
            // The first page is everybody's: only who asks sees the next.
            ...(page > 1 && { replaces: true as const }),
          },
        ]
      : []),
  ];
  if (actions.length > 0) parts.push({ kind: 'actions', actions });
  else if (left > 0)
    parts.push({ kind: 'note', text: `and ${left} smaller ${left === 1 ? 'topic' : 'topics'}` });
  const names = topics.map(({ label }) => label).join(', ');
  return {
    heading: `Digest of ${day}${late ? ' (late)' : ''}`,
    context: `${count(draft.messages, 'message')} by ${people(draft.people)}`,
    parts: isEmpty(draft) ? [{ kind: 'text', text: 'Nothing that everybody has to know.' }] : parts,
    fallback: `Digest of ${day}: ${names || 'nothing that everybody has to know'}`,
  };
}

function topicClaim(topic: DraftTopic, messages: ReadonlyMap<string, MessageItem>): Claim[] {
  const lines = topic.lines.flatMap((line) => lineOf(line, messages));
  const inside = topic.messages.flatMap((id) => messages.get(id) ?? []);
  if (lines.length === 0) return [];
  const channels = [...Map.groupBy(inside, ({ channel }) => channel)]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([name]) => `#${name}`);
  const where =
    channels.length > 2 ? `${channels[0]} and ${channels.length - 1} more` : channels.join(' and ');
  const size = `${count(topic.messages.length, 'message')} by ${people(topic.people)}${where ? ` in ${where}` : ''}`;
  return [{ label: topic.label, facts: [trends[topic.trend], size].filter(Boolean).join(' · '), lines }];
}

/** Nothing where no message is left that carries it. */
function lineOf(
  { text, messages }: DraftLine,
  known: ReadonlyMap<string, MessageItem>,
  wanted?: (sentence: string) => boolean,
): ClaimLine[] {
  const carrying = messages.flatMap((id) => known.get(id) ?? []);
  const [first] = carrying;
  if (!first) return [];
  const links = carrying.flatMap(({ permalink }) => permalink ?? []).slice(0, LINKS);
  if (text) return carrying.length === messages.length ? [{ text, links }] : [];
  const said = excerpt(first.text, wanted);
  return said ? [{ text: said, author: first.author, links }] : [];
}

async function messagesOf(
  store: Store,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, MessageItem>> {
  const { rows } = await store.db.execute<MessageItem & Record<string, unknown>>(sql`
    select m.id, coalesce(a.name, m.author) as author, coalesce(c.name, m.channel) as channel,
      (extract(epoch from m.ts) * 1000)::float8 as ts, m.text, m.permalink
    from message m
    left join author a on a.workspace = m.workspace and a.id = m.author
    left join channel c on c.workspace = m.workspace and c.id = m.channel
    where m.workspace = ${viewer.workspace} and m.id = any(${sql.param([...new Set(ids)])}::text[]) and ${visibleTo(viewer)}`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The day that it is about, or the days where it is more than one and a bit. */
function dayOf({ from, to, zone }: Draft): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  const short = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long' });
  if (to - from > 36 * 3_600_000) return short.formatRange(from, to - 1);
  return format.format((from + to) / 2 + (to - from) / 4);
}

const count = (n: number, what: string) => `${number.format(n)} ${what}${n === 1 ? '' : 's'}`;
const people = (n: number) => (n === 1 ? '1 person' : `${number.format(n)} people`);
