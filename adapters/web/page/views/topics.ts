import type { Reply, TopicItem } from '../../../../src/commands/reply.ts';
import type { Coloured } from '../../api.ts';
import { useData } from '../data.ts';
import { html } from '../html.ts';
import { Await, Empty } from '../parts/states.ts';
import { TopicRow } from '../parts/topic-row.ts';
import { go, type Route } from '../route.ts';
import { periodOf } from '../words.ts';

const stretches = [
  ['', 'All recent'],
  ['1d', 'Last day'],
  ['7d', 'Last week'],
  ['30d', 'Last month'],
] as const;

/** The topics of a reply. */
export const topicsIn = (reply: Reply): TopicItem[] =>
  reply.parts.flatMap((part) => (part.kind === 'topics' ? part.topics : []));

/** What people talked about. */
export function Topics({ api, route }: { api: string; route: Route }) {
  const since = route.query.get('since') ?? '';
  const hidden = route.query.get('hidden') === 'yes';
  const address = (change: Record<string, string>) => {
    const query = new URLSearchParams({ since, hidden: hidden ? 'yes' : '', ...change });
    for (const [name, value] of [...query]) if (!value) query.delete(name);
    return `${query.size > 0 ? `?${query}` : ''}`;
  };
  const asked = useData<Coloured<Reply>>(`${api}/topics${address({})}`);
  return html`<div class="page">
    <header class="title">
      <h1 tabindex="-1">Topics</h1>
      <p class="quiet">
        ${asked.data ? `${asked.data.heading}${asked.data.period ? `, ${periodOf(asked.data.period.from, asked.data.period.to)}` : ''}` : ' '}
      </p>
    </header>
    <div class="tools">
      <div class="choice" role="group" aria-label="Which stretch of time">
        ${stretches.map(
          ([value, name]) =>
            html`<button type="button" aria-pressed=${since === value} onClick=${() => go(`/topics${address({ since: value })}`)}>${name}</button>`,
        )}
      </div>
      <label class="check">
        <input type="checkbox" checked=${hidden} onChange=${() => go(`/topics${address({ hidden: hidden ? '' : 'yes' })}`)} />
        Show hidden
      </label>
    </div>
    <${Await} asked=${asked} rows=${6}>
      ${(reply: Coloured<Reply>) => {
        const topics = topicsIn(reply);
        if (topics.length === 0)
          return html`<${Empty} title="No topics in this stretch" text="People talked about too many things once, or did not talk. Choose a longer stretch." />`;
        return html`<ul class="topics">${topics.map((topic) => html`<${TopicRow} key=${topic.id} topic=${topic} colour=${reply.colours[topic.id]} />`)}</ul>
          ${reply.context && html`<p class="quiet foot">${reply.context}</p>`}`;
      }}
    <//>
  </div>`;
}
