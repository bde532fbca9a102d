import type { Timeline as Course, TimelineEvent, TopicCourse } from '../../../../src/topics/timeline.ts';
import type { Coloured } from '../../api.ts';
import { inColour } from '../colours.ts';
import { useData } from '../data.ts';
import { type Child, html } from '../html.ts';
import { Await, Empty } from '../parts/states.ts';
import { Trend } from '../parts/trend.ts';
import { Link } from '../route.ts';
import { count, dateOf, periodOf } from '../words.ts';

/** How topics came, grew and went. */
export function Timeline({ api }: { api: string }) {
  const asked = useData<Coloured<Course>>(`${api}/timeline`);
  return html`<div class="page">
    <header class="title">
      <h1 tabindex="-1">Timeline</h1>
      <p class="quiet">${asked.data ? periodOf(asked.data.from, asked.data.to) : ' '}</p>
    </header>
    <${Await} asked=${asked} rows=${8}>
      ${(course: Coloured<Course>) =>
        course.topics.length === 0
          ? html`<${Empty} title="Nothing has happened yet" text="Topics appear here as soon as people talk about something more than once." />`
          : html`<${Courses} course=${course} />
              <section class="happened">
                <h2>What happened</h2>
                <ol>${course.events.slice(0, 100).map((event) => html`<li><time datetime=${new Date(event.at).toISOString()}>${dateOf(event.at)}</time> <p>${inWords(event)}</p></li>`)}</ol>
              </section>`}
    <//>
  </div>`;
}

function Courses({ course: { from, to, topics, events, colours } }: { course: Coloured<Course> }) {
  const across = (ts: number) => `${Math.min(Math.max(((ts - from) / (to - from)) * 100, 0), 100)}%`;
  const ticks = Array.from({ length: 5 }, (_, i) => from + ((to - from) * i) / 4);
  return html`<div class="courses">
    <div class="axis" aria-hidden="true"><span></span><div>${ticks.map((ts) => html`<span style=${{ left: across(ts) }}>${dateOf(ts)}</span>`)}</div></div>
    <ul>
      ${topics.map(
        (topic: TopicCourse) => html`<li key=${topic.id} style=${inColour(colours[topic.id])}>
          <div class="name">
            <${Link} to=${`/topics/${encodeURIComponent(topic.id)}`}><bdi>${topic.label}</bdi><//>
            <span class="quiet small">${count(topic.size, 'message')}</span>
          </div>
          <div class="lane">
            <${Trend} counts=${topic.activity} label=${`${count(topic.size, 'message')} from ${dateOf(topic.from)} to ${dateOf(topic.to)}`} />
            ${events
              .filter((event) => event.topic.id === topic.id || event.other?.id === topic.id)
              .map(
                (event) =>
                  html`<span class=${`mark ${event.kind}`} style=${{ left: across(event.at) }} title=${titles[event.kind]} aria-hidden="true"></span>`,
              )}
          </div>
        </li>`,
      )}
    </ul>
    <p class="legend quiet small" aria-hidden="true">
      ${(['born', 'grew', 'merged', 'split', 'faded'] as const).map((kind) => html`<span><span class=${`mark ${kind}`}></span> ${titles[kind]}</span>`)}
    </p>
  </div>`;
}

const titles: Record<TimelineEvent['kind'], string> = {
  born: 'first message',
  grew: 'grew',
  merged: 'merged',
  split: 'split',
  faded: 'faded',
  returned: 'came back',
  renamed: 'renamed',
};

function inWords({ kind, topic, other, before, after }: TimelineEvent): Child {
  const name = html`<${Link} to=${`/topics/${encodeURIComponent(topic.id)}`}><bdi>${topic.label}</bdi><//>`;
  const others = other
    ? html`<${Link} to=${`/topics/${encodeURIComponent(other.id)}`}><bdi>${other.label}</bdi><//>`
    : 'another topic';
  const moved = after === undefined ? '' : `, ${count(after, 'message')}`;
  switch (kind) {
    case 'born':
      return html`${name} began${moved && ` and had ${count(after!, 'message')} when it was found`}`;
    case 'grew':
      return html`${name} grew${before === undefined ? '' : ` from ${before} to ${count(after!, 'message')}`}`;
    case 'merged':
      return html`${name} became part of ${others}${moved}`;
    case 'split':
      return html`${others} split from ${name}${moved}`;
    case 'faded':
      return html`${name} faded: nobody talks about it any more`;
    case 'returned':
      return html`${name} came back${moved}`;
    case 'renamed':
      return html`${name} was renamed`;
  }
}
