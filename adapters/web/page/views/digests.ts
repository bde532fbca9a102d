import { useState } from 'preact/hooks';
import type { ArchivedDigest } from '../../../../src/commands/digest.ts';
import type { Reply } from '../../../../src/commands/reply.ts';
import { ask, type Failure, useData } from '../data.ts';
import { html } from '../html.ts';
import { ReplyCard } from '../parts/reply.ts';
import { Await, Empty } from '../parts/states.ts';
import { Link, type Route } from '../route.ts';

/** The digests that were posted, and the last day as one. */
export function Digests({ api, route }: { api: string; route: Route }) {
  const asked = useData<ArchivedDigest[]>(`${api}/digests`);
  const digest = route.query.get('of');
  const period = route.query.get('period');
  const path = (of: string, at: string) => `${encodeURIComponent(of)}/${encodeURIComponent(at)}`;
  const shown = useData<Reply>(digest && period ? `${api}/digests/${path(digest, period)}` : undefined);
  const [now, setNow] = useState<Reply | Failure | 'coming'>();
  const write = () => {
    setNow('coming');
    ask<Reply>(`${api}/digests`, { method: 'POST', body: {} }).then(setNow, setNow);
  };
  return html`<div class="page narrow">
    <header class="title"><h1 tabindex="-1">Digests</h1></header>
    <div class="tools">
      <button type="button" disabled=${now === 'coming'} onClick=${write}>
        ${now === 'coming' ? 'Writing …' : 'What mattered in the last day?'}
      </button>
    </div>
    <div role="status">
      ${now instanceof Error && html`<${Empty} title=${now.message} text=${now.fix} />`}
      ${now && now !== 'coming' && !(now instanceof Error) && html`<${ReplyCard} reply=${now} />`}
    </div>
    ${digest && html`<${Await} asked=${shown}>${(reply: Reply) => html`<${ReplyCard} reply=${reply} />`}<//>`}
    <h2>Posted</h2>
    <${Await} asked=${asked}>
      ${(digests: ArchivedDigest[]) =>
        digests.length === 0
          ? html`<${Empty} title="No digest has been posted yet" text="In a chat, say /digest on 09:00 Europe/Berlin in #general, and what mattered comes every morning." />`
          : html`<ul class="archive">
              ${digests.map(
                ({ digest: of, period: at, place }) => html`<li>
                  <${Link} to=${`/digests?${new URLSearchParams({ of, period: at })}`} aria-current=${of === digest && at === period ? 'true' : undefined}>${at}<//>
                  <bdi class="quiet">${place}</bdi>
                </li>`,
              )}
            </ul>`}
    <//>
  </div>`;
}
