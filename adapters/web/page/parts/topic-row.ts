import type { TopicItem } from '../../../../src/commands/reply.ts';
import type { Colour } from '../../../../src/map/colours.ts';
import { few, furtherKeywords } from '../../../topic-words.ts';
import { inColour } from '../colours.ts';
import { html } from '../html.ts';
import { Link } from '../route.ts';
import { count, dateOf } from '../words.ts';
import { Trend } from './trend.ts';

/** One topic in a list: what, how much, who and where, and how it went. */
export function TopicRow({ topic, colour }: { topic: TopicItem; colour: Colour | undefined }) {
  const { id, label, summary, size, people, channels, from, to, activity, pinned, hidden } = topic;
  return html`<li class="topic" style=${inColour(colour)}>
    <div class="what">
      <h3>
        <${Link} to=${`/topics/${encodeURIComponent(id)}`}><bdi>${label}</bdi><//>
        ${pinned && html`<span class="tag">pinned</span>`} ${hidden && html`<span class="tag">hidden</span>`}
      </h3>
      <p class="quiet" dir="auto">${summary || furtherKeywords(topic).join(' · ')}</p>
      <p class="quiet small">
        <bdi>${few(people)}</bdi> in <bdi>${few(channels.map((name) => `#${name}`))}</bdi>
      </p>
    </div>
    <${Trend} counts=${activity} label=${`From ${dateOf(from)} to ${dateOf(to)}, most in one stretch: ${Math.max(...activity, 0)}`} />
    <p class="size"><strong>${size}</strong> <span class="quiet small">${count(size, 'message').split(' ')[1]}</span></p>
  </li>`;
}
