import { useState } from 'preact/hooks';
import type { MessageItem, Reply, TopicItem } from '../../../../src/commands/reply.ts';
import type { Colour } from '../../../../src/map/colours.ts';
import { few } from '../../../topic-words.ts';
import type { Coloured } from '../../api.ts';
import { inColour } from '../colours.ts';
import { ask, type Failure, useData } from '../data.ts';
import { html } from '../html.ts';
import { Message } from '../parts/message.ts';
import { offers } from '../parts/reply.ts';
import { Await } from '../parts/states.ts';
import { Trend } from '../parts/trend.ts';
import { Link, type Route } from '../route.ts';
import { dateOf } from '../words.ts';
import { topicsIn } from './topics.ts';

/** One topic: what it is, its messages, and what may be done to it. */
export function Topic({ api, route, mayCurate }: { api: string; route: Route; mayCurate: boolean }) {
  const id = route.subject!;
  const page = Math.max(Number(route.query.get('page') ?? 1) || 1, 1);
  const path = `${api}/topics/${encodeURIComponent(id)}`;
  const list = useData<Coloured<Reply>>(`${api}/topics?since=all&hidden=yes`);
  const asked = useData<Reply>(`${path}?page=${page}`);
  const topics = list.data ? topicsIn(list.data) : [];
  const topic = topics.find((one) => one.id === id);
  const again = () => {
    list.again();
    asked.again();
  };
  return html`<div class="page narrow">
    <p class="back"><${Link} to="/topics">← Topics<//></p>
    <${Await} asked=${asked}>
      ${(reply: Reply) => {
        const messages = reply.parts.flatMap((part): MessageItem[] =>
          part.kind === 'messages' ? part.messages : [],
        );
        const more = offers(reply, 'more');
        return html`<header class="title">
            <h1 tabindex="-1"><bdi>${reply.heading}</bdi></h1>
            ${topic && html`<${Facts} topic=${topic} colour=${list.data!.colours[id]} />`}
          </header>
          ${mayCurate && topic && html`<${Curate} path=${path} topic=${topic} others=${topics.filter((other) => other.id !== id)} onDone=${again} />`}
          <p class="quiet">${reply.context}</p>
          ${messages.map((message) => html`<${Message} key=${message.id} message=${message} />`)}
          <nav class="pages" aria-label="Pages">
            ${page > 1 && html`<${Link} to=${`/topics/${encodeURIComponent(id)}?page=${page - 1}`}>← Newer<//>`}
            ${more && html`<${Link} to=${`/topics/${encodeURIComponent(id)}?page=${page + 1}`}>Older →<//>`}
          </nav>`;
      }}
    <//>
  </div>`;
}

function Facts({ topic, colour }: { topic: TopicItem; colour: Colour | undefined }) {
  const { summary, keywords, people, channels, from, to, activity } = topic;
  return html`<div class="facts" style=${inColour(colour)}>${summary && html`<p dir="auto">${summary}</p>`}
    <p class="keywords">${keywords.slice(0, 8).map((word) => html`<bdi class="tag">${word}</bdi>`)}</p>
    <${Trend} counts=${activity} label=${`Messages from ${dateOf(from)} to ${dateOf(to)}`} />
    <p class="quiet small"><bdi>${few(people)}</bdi> in <bdi>${few(channels.map((name) => `#${name}`))}</bdi>, ${dateOf(from)} to ${dateOf(to)}</p></div>`;
}

interface CurateProps {
  path: string;
  topic: TopicItem;
  others: TopicItem[];
  onDone(): void;
}

/** Putting a topic right; everybody sees it, and it survives every later run. */
function Curate({ path, topic, others, onDone }: CurateProps) {
  const [open, setOpen] = useState<'rename' | 'merge'>();
  const [said, setSaid] = useState('');
  const change = async (name: string, argument?: string) => {
    try {
      const reply = await ask<Reply>(path, { method: 'POST', body: { name, argument } });
      setSaid(reply.heading);
      if (argument !== undefined) setOpen(undefined); // the form has done its work
      onDone();
    } catch (error) {
      const { message, fix } = error as Failure;
      setSaid(`${message} ${fix}`);
    }
  };
  const toggle = (name: 'rename' | 'merge') => setOpen(open === name ? undefined : name);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    if (open) void change(open, String(form.get('argument')));
  };
  return html`<section class="curate" aria-label="Change this topic">
    <div class="buttons">
      <button type="button" aria-expanded=${open === 'rename'} onClick=${() => toggle('rename')}>Rename</button>
      <button type="button" aria-expanded=${open === 'merge'} disabled=${others.length === 0} onClick=${() => toggle('merge')}>Merge</button>
      <button type="button" aria-pressed=${topic.pinned} onClick=${() => change(topic.pinned ? 'unpin' : 'pin')}>${topic.pinned ? 'Unpin' : 'Pin'}</button>
      <button type="button" onClick=${() => change(topic.hidden ? 'unhide' : 'hide')}>${topic.hidden ? 'Show again' : 'Hide'}</button>
    </div>
    ${
      open &&
      html`<form onSubmit=${submit} key=${open}>
      ${
        open === 'rename'
          ? html`<label>New name, which everybody sees <input name="argument" required maxlength="120" value=${topic.label} ref=${focusIt} /></label>`
          : html`<label>Make this topic take in
            <select name="argument" ref=${focusIt}>${others.map((other) => html`<option value=${other.id}>${other.label}</option>`)}</select>
          </label>`
      }
      <button type="submit" class="strong">${open === 'rename' ? 'Rename' : 'Merge'}</button>
      <button type="button" onClick=${() => setOpen(undefined)}>Cancel</button>
    </form>`
    }
    <p role="status" class="said">${said}</p>
  </section>`;
}

const focusIt = (element: HTMLElement | null) => element?.focus();
