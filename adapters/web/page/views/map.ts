import { useEffect, useRef, useState } from 'preact/hooks';
import type { MessageItem } from '../../../../src/commands/reply.ts';
import type { MapData } from '../../map-data.ts';
import { inColour, useInDark } from '../colours.ts';
import { ask, useData } from '../data.ts';
import { html } from '../html.ts';
import { Cloud } from '../map/cloud.ts';
import { Message } from '../parts/message.ts';
import { Await, Empty } from '../parts/states.ts';
import { Link, type Route } from '../route.ts';
import { count, periodOf, webAddress } from '../words.ts';

/** Everything people said as a plane on which likeness is nearness, beside the topics it makes. */
export function MapView({ api }: { api: string; route: Route }) {
  const asked = useData<MapData>(`${api}/map`);
  return html`<div class="mapped">
    <${Await} asked=${asked} rows=${0} patience="Drawing the map … The first time this takes up to a minute.">
      ${(map: MapData) =>
        map.points.x.length === 0
          ? html`<${Empty} title="There is nothing on the map yet" text="Hubbub draws it as soon as it has read some messages." />`
          : html`<${Explorer} api=${api} map=${map} />`}
    <//>
  </div>`;
}

function Explorer({ api, map }: { api: string; map: MapData }) {
  const dark = useInDark();
  const [chosen, choose] = useState<string>();
  const [message, setMessage] = useState<MessageItem>();
  const find = useMessages(api);
  const open = async (id: string | undefined) => {
    if (id === undefined) return setMessage(undefined);
    const found = await find(id);
    const address = webAddress(found?.permalink);
    setMessage(found);
    if (address) window.open(address, '_blank', 'noopener,noreferrer');
  };
  return html`<${Cloud} map=${map} dark=${dark} chosen=${chosen} onChoose=${choose} find=${find} onOpen=${open} />
    <aside class="beside" aria-label="Topics on the map">
      <h1 tabindex="-1">What people talk about</h1>
      <p class="quiet">${count(map.points.x.length, 'message')} in ${count(map.topics.length, 'topic')}, ${periodOf(map.from, map.to)}</p>
      ${message && html`<div class="picked"><${Message} message=${message} /><button type="button" class="plain close" aria-label="Close the message" onClick=${() => setMessage(undefined)}>×</button></div>`}
      <ul class="legend-list">
        ${map.topics.map(
          (topic) => html`<li key=${topic.id} style=${inColour(topic.colour)}>
            <button type="button" aria-pressed=${chosen === topic.id} onClick=${() => choose(chosen === topic.id ? undefined : topic.id)}>
              <span class="dot" aria-hidden="true"></span><bdi>${topic.label}</bdi><span class="quiet">${topic.size}</span>
            </button>
            ${chosen === topic.id && html`<p class="quiet small"><span dir="auto">${topic.keywords.slice(0, 6).join(' · ')}</span><br /><${Link} to=${`/topics/${encodeURIComponent(topic.id)}`}>Read its messages<//></p>`}
          </li>`,
        )}
      </ul>
    </aside>`;
}

/** Looks messages up by id, each once. */
function useMessages(api: string): (id: string) => Promise<MessageItem | undefined> {
  const known = useRef(new Map<string, Promise<MessageItem | undefined>>());
  useEffect(() => known.current.clear(), [api]);
  return (id) => {
    const asked =
      known.current.get(id) ??
      ask<MessageItem>(`${api}/messages/${encodeURIComponent(id)}`).catch(() => undefined);
    known.current.set(id, asked);
    return asked;
  };
}
