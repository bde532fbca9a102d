import { useState } from 'preact/hooks';
import type { MessageItem } from '../../../../src/commands/reply.ts';
import { emphasise } from '../../../emphasis.ts';
import { factsOf, outcomeOf, percentOf, rankOf } from '../../../match-words.ts';
import { type Child, html } from '../html.ts';
import { Link } from '../route.ts';
import { cut, momentOf, webAddress } from '../words.ts';

/** What is longer is shown at first up to here. */
const LONG = 600;

/** One message: who, where, when, and its text as it was typed. */
export function Message({ message }: { message: MessageItem }) {
  const [whole, setWhole] = useState(false);
  const { id, author, channel, ts, text, match } = message;
  const address = webAddress(message.permalink);
  const long = text.length > LONG;
  return html`<article class="message">
    <header>
      <bdi class="author">${author}</bdi>
      <bdi class="channel">#${channel}</bdi>
      <time datetime=${new Date(ts).toISOString()}>${momentOf(ts)}</time>
    </header>
    <p class="text" dir="auto">
      ${marked(whole ? text : cut(text, LONG), match?.why ?? [])}
    </p>
    ${match && html`<${Match} match=${match} />`}
    ${message.outcome && html`<${Outcome} message=${message} />`}
    <footer>
      ${long && html`<button type="button" class="plain" onClick=${() => setWhole(!whole)}>${whole ? 'Show less' : 'Show all'}</button>`}
      <${Link} to=${`/search?message=${encodeURIComponent(id)}`}>Find similar<//>
      ${address && html`<a href=${address} target="_blank" rel="noopener noreferrer">Open</a>`}
    </footer>
  </article>`;
}

function Match({ match }: { match: NonNullable<MessageItem['match']> }) {
  const { percentile, words, why } = match;
  const facts = [
    rankOf(match),
    ...(why.length > 0 ? [`shares ${why.slice(0, 5).join(', ')}`] : []),
    ...factsOf(match, asItIs),
  ];
  return html`<p class="match">
    <span class="meter" aria-hidden="true"><span style=${{ width: `${closeness(percentile) * 100}%` }}></span></span>
    <span>${words} ${percentOf(match)}</span>
    <span class="quiet">${facts.map((fact, i) => html`${i > 0 && ' · '}<bdi>${fact}</bdi>`)}</span>
  </p>`;
}

/** What came of its conversation, and its last words. */
function Outcome({ message }: { message: MessageItem }) {
  const last = message.outcome?.last;
  return html`<div class="outcome">
    <p class="quiet small"><span aria-hidden="true">↳ </span><bdi>${outcomeOf(message, asItIs)}</bdi>${last && ` · ${momentOf(last.ts)}`}</p>
    ${last && html`<p class="text" dir="auto">${cut(last.text, LONG / 3)}</p>`}
  </div>`;
}

/** The page makes text of everything. */
const asItIs = (text: string) => text;

/** From 0 (as any pair) to 1 (one in ten thousand): percentiles crowd at 99, so by how rare it is. */
const closeness = (percentile: number) => Math.min(-Math.log10(Math.max(1 - percentile / 100, 1e-4)) / 4, 1);

/** The text with the terms it shares with the question emphasised. */
function marked(text: string, terms: readonly string[]): Child[] {
  const pieces: Child[] = [];
  const put = (piece: Child) => String(pieces.push(piece));
  emphasise(text, terms, (word) => put(html`<mark>${word}</mark>`), put);
  return pieces;
}
