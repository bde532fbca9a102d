import { useEffect, useState } from 'preact/hooks';
import type { MessageItem, Reply } from '../../../../src/commands/reply.ts';
import { useData } from '../data.ts';
import { html } from '../html.ts';
import { Message } from '../parts/message.ts';
import { offers } from '../parts/reply.ts';
import { Await, Empty } from '../parts/states.ts';
import { go, Link, type Route } from '../route.ts';
import { count, cut } from '../words.ts';

/** Messages that say something similar, to words of one's own or to another message. */
export function Search({ api, route }: { api: string; route: Route }) {
  const text = route.query.get('text') ?? '';
  const message = route.query.get('message');
  const page = Number(route.query.get('page')) || 1;
  const about: Record<string, string> = message ? { message } : { text };
  const all = route.query.get('all') === 'yes' ? { all: 'yes' } : undefined;
  const address = (change: Record<string, string> = {}) =>
    new URLSearchParams({ ...about, ...all, ...(page > 1 && { page: `${page}` }), ...change }).toString();
  const asked = useData<Reply>(message || text.trim() ? `${api}/similar?${address()}` : undefined);
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  const submit = (event: Event) => {
    event.preventDefault();
    go(`/search?${new URLSearchParams({ text: typed })}`);
  };
  return html`<div class="page narrow">
    <header class="title"><h1 tabindex="-1">Find similar</h1></header>
    <form role="search" class="search" onSubmit=${submit}>
      <input type="search" aria-label="What to look for" placeholder="deploys fail on friday" maxlength="2000" value=${typed} onInput=${(event: Event) => setTyped((event.target as HTMLInputElement).value)} />
      <button type="submit">Search</button>
    </form>
    ${
      message || text.trim()
        ? html`<${Await} asked=${asked}>
          ${(reply: Reply) => {
            const found = reply.parts.flatMap((part): MessageItem[] =>
              part.kind === 'messages' ? part.messages : [],
            );
            const notes = reply.parts.flatMap((part) => (part.kind === 'note' ? [part.text] : []));
            return html`${message && html`<p class="text asked" dir="auto">${cut(reply.heading, 600)}</p>`}
              <p class="quiet" role="status">${found.length > 0 ? [`${count(found.length, 'message')}, best first`, reply.context].filter(Boolean).join('. ') : reply.fallback}</p>
              ${notes.map((note) => html`<p class="quiet">${note}</p>`)}
              ${found.map((item) => html`<${Message} key=${item.id} message=${item} />`)}
              <nav class="pages" aria-label="Pages">
                ${page > 1 && html`<${Link} to=${`/search?${address({ page: `${page - 1}` })}`}>← Closer<//>`}
                ${offers(reply, 'more') && html`<${Link} to=${`/search?${address({ page: `${page + 1}` })}`}>More →<//>`}
                ${offers(reply, 'weaker') && html`<${Link} class="button" to=${`/search?${address({ all: 'yes', page: '1' })}`}>Show weaker ones<//>`}
              </nav>`;
          }}
        <//>`
        : html`<${Empty} title="Ask in your own words" text="Hubbub finds messages that say the same in other words, and tells how close each one is among random pairs of your own." />`
    }
  </div>`;
}
