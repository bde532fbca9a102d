import { useState } from 'preact/hooks';
import type { Reply } from '../../../../src/commands/reply.ts';
import { ask, type Failure, useData } from '../data.ts';
import { html } from '../html.ts';
import { ReplyCard } from '../parts/reply.ts';
import { Await, Empty } from '../parts/states.ts';

/** How far Hubbub has come, how it is, and what it costs. */
export function Status({ api, operates }: { api: string; operates: boolean }) {
  const asked = useData<Reply[]>(`${api}/status`);
  return html`<div class="page narrow">
    <header class="title"><h1 tabindex="-1">Status</h1></header>
    ${operates && html`<${Checks} api=${api} />`}
    <${Await} asked=${asked}>
      ${(replies: Reply[]) => replies.map((reply) => html`<${ReplyCard} reply=${reply} />`)}
    <//>
  </div>`;
}

/** What `doctor` says, for whoever runs Hubbub. It asks models and platforms, so it is asked for. */
function Checks({ api }: { api: string }) {
  const [found, setFound] = useState<Reply | Failure | 'coming'>();
  const look = () => {
    setFound('coming');
    ask<Reply>(`${api}/checks`, { method: 'POST', body: {} }).then(setFound, setFound);
  };
  return html`<div class="tools">
      <button type="button" disabled=${found === 'coming'} onClick=${look}>
        ${found === 'coming' ? 'Checking …' : 'Check models and platforms, too'}
      </button>
      <span class="quiet small">as <code>hubbub doctor</code> does</span>
    </div>
    <div role="status">
      ${found instanceof Error && html`<${Empty} title=${found.message} text=${found.fix} />`}
      ${found && found !== 'coming' && !(found instanceof Error) && html`<${ReplyCard} reply=${found} />`}
    </div>`;
}
