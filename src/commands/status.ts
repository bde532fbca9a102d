import { sql } from 'drizzle-orm';
import { listSpending, monthInWords } from '../cost/summary.ts';
import { inDollars, inTokens } from '../cost/words.ts';
import { embeddingProgress, inWords } from '../embed/progress.ts';
import type { Hubbub } from '../hubbub.ts';
import { visibleTo } from '../similar/visible.ts';
import type { Viewer } from '../viewer.ts';
import type { Reply } from './reply.ts';

const number = new Intl.NumberFormat('en');
const shown = 20;

interface ChannelRow extends Record<string, unknown> {
  name: string;
  messages: number;
  /** ISO date to which its history has been read; null where it is not read live. */
  oldest: string | null;
  complete: boolean | null;
}

/** How far Hubbub has come with the channels that `viewer` may read, and what it costs. */
export async function statusReply(hubbub: Hubbub, viewer: Viewer): Promise<Reply> {
  const store = await hubbub.store();
  const { rows } = await store.db.execute<ChannelRow>(sql`
    select coalesce(c.name, counted.channel) as name, counted.messages,
      to_char(r.oldest at time zone 'UTC', 'YYYY-MM-DD') as oldest, r.complete
    from (
      select channel, count(*)::int as messages from message
      where workspace = ${viewer.workspace} and ${visibleTo(viewer)} group by channel) counted
    left join channel c on c.workspace = ${viewer.workspace} and c.id = counted.channel
    left join reading r on r.workspace = ${viewer.workspace} and r.source = counted.channel
    order by counted.messages desc, 1`);
  const total = rows.reduce((sum, row) => sum + row.messages, 0);
  const heading = `${number.format(total)} messages in ${rows.length === 1 ? '1 channel' : `${rows.length} channels`}`;
  const more = rows.length - shown;
  return {
    heading,
    context: 'Only channels that you may read are counted.',
    parts: [
      {
        kind: 'text',
        text:
          rows.slice(0, shown).map(describe).join('\n') ||
          'Nothing has been collected in channels that you may read.',
      },
      { kind: 'text', text: [...(await embedders(hubbub, viewer)), await costs(hubbub, viewer)].join('\n') },
      ...(more > 0 ? [{ kind: 'note' as const, text: `and ${more} smaller channels` }] : []),
    ],
    fallback: heading,
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

async function embedders(hubbub: Hubbub, viewer: Viewer): Promise<string[]> {
  const { answers, next } = await embeddingProgress(await hubbub.store(), viewer);
  if (!answers) return ['Nothing has been embedded yet.'];
  return [
    `Compared with ${answers.embedder}: ${inWords(answers)}`,
    ...(next ? [`${next.embedder} takes its place when it is complete: ${inWords(next)}`] : []),
  ];
}

async function costs({ store, config }: Hubbub, { workspace }: Viewer): Promise<string> {
  const dayOfMonth = new Date().getUTCDate();
  const { total, month } = await listSpending(await store(), config, { days: dayOfMonth, workspace });
  const here = `Models cost ${inDollars(total.usd)} here this month, for ${inTokens(total.input + total.output)}`;
  return month.budgetUsd === null ? here : `${here}; in all, ${monthInWords(month)}`;
}
