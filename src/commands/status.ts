import { sql } from 'drizzle-orm';
import type { Hubbub } from '../hubbub.ts';
import { visibleTo } from '../similar/visible.ts';
import type { Viewer } from '../viewer.ts';
import type { Reply } from './reply.ts';

const number = new Intl.NumberFormat('en');
const shown = 20;

interface ChannelRow extends Record<string, unknown> {
  name: string;
  messages: number;
  embedded: number;
  /** ISO date to which its history has been read; null where it is not read live. */
  oldest: string | null;
  complete: boolean | null;
}

/** How far Hubbub has come with the channels that `viewer` may read. */
export async function statusReply(hubbub: Hubbub, viewer: Viewer): Promise<Reply> {
  const store = await hubbub.store();
  const embedder = await hubbub.embedder();
  const { rows } = await store.db.execute<ChannelRow>(sql`
    select coalesce(c.name, counted.channel) as name, counted.messages, counted.embedded,
      to_char(r.oldest at time zone 'UTC', 'YYYY-MM-DD') as oldest, r.complete
    from (
      select channel, count(*)::int as messages, count(e.message)::int as embedded
      from (select workspace, id, channel from message where workspace = ${viewer.workspace} and ${visibleTo(viewer)}) m
      left join (select workspace, message from embedding where embedder = ${embedder.id}) e
        on e.workspace = m.workspace and e.message = m.id
      group by channel) counted
    left join channel c on c.workspace = ${viewer.workspace} and c.id = counted.channel
    left join reading r on r.workspace = ${viewer.workspace} and r.source = counted.channel
    order by counted.messages desc, 1`);
  const total = rows.reduce((sum, row) => sum + row.messages, 0);
  const embedded = rows.reduce((sum, row) => sum + row.embedded, 0);
  const heading = `${number.format(total)} messages in ${rows.length === 1 ? '1 channel' : `${rows.length} channels`}`;
  const more = rows.length - shown;
  return {
    heading,
    context: `${number.format(embedded)} compared with ${embedder.id}; only channels that you may read are counted`,
    parts: [
      {
        kind: 'text',
        text:
          rows.slice(0, shown).map(describe).join('\n') ||
          'Nothing has been collected in channels that you may read.',
      },
      ...(more > 0 ? [{ kind: 'note' as const, text: `and ${more} smaller channels` }] : []),
    ],
    fallback: `${heading}, ${number.format(embedded)} of them compared`,
  };
}

function describe({ name, messages, oldest, complete }: ChannelRow): string {
  const state = complete
    ? 'read from its beginning'
    : oldest
      ? `read back to ${oldest}, still reading`
      : 'imported';
  return `#${name}: ${number.format(messages)} ${messages === 1 ? 'message' : 'messages'}, ${state}`;
}
