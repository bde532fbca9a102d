import type { Reply } from '../../../../src/commands/reply.ts';
import { useData } from '../data.ts';
import { html } from '../html.ts';
import { ReplyCard } from '../parts/reply.ts';
import { Await } from '../parts/states.ts';

/** How far Hubbub has come, how it is, and what it costs. */
export function Status({ api }: { api: string }) {
  const asked = useData<Reply[]>(`${api}/status`);
  return html`<div class="page narrow">
    <header class="title"><h1 tabindex="-1">Status</h1></header>
    <${Await} asked=${asked}>
      ${(replies: Reply[]) => replies.map((reply) => html`<${ReplyCard} reply=${reply} />`)}
    <//>
  </div>`;
}
