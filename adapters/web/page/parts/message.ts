import { useState } from 'preact/hooks';
import type { MessageItem } from '../../../../src/commands/reply.ts';
import { html } from '../html.ts';
import { Link } from '../route.ts';
import { momentOf, webAddress } from '../words.ts';

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
      ${marked(whole || !long ? text : `${text.slice(0, LONG)}…`, match?.why ?? [])}
    </p>
    ${match && html`<${Match} ...${match} />`}
    <footer>
      ${long && html`<button type="button" class="plain" onClick=${() => setWhole(!whole)}>${whole ? 'Show less' : 'Show all'}</button>`}
      <${Link} to=${`/search?message=${encodeURIComponent(id)}`}>Find similar<//>
      ${address && html`<a href=${address} target="_blank" rel="noopener noreferrer">Open</a>`}
    </footer>
  </article>`;
}

function Match({ percentile, words }: NonNullable<MessageItem['match']>) {
  return html`<p class="match">
    <span class="meter" aria-hidden="true"><span style=${{ width: `${closeness(percentile) * 100}%` }}></span></span>
    <span>${words}</span>
    <span class="quiet">closer than ${percentile}% of random pairs</span>
  </p>`;
}

/** From 0 (as any pair) to 1 (one in ten thousand): percentiles crowd at 99, so by how rare it is. */
const closeness = (percentile: number) => Math.min(-Math.log10(Math.max(1 - percentile / 100, 1e-4)) / 4, 1);

/** The text with the terms it shares with the question emphasised. */
function marked(text: string, terms: readonly string[]) {
  const found = terms.filter(Boolean).map((term) => RegExp.escape(term));
  if (found.length === 0) return text;
  return text
    .split(new RegExp(`(${found.join('|')})`, 'giu'))
    .map((piece, i) => (i % 2 === 1 ? html`<mark>${piece}</mark>` : piece));
}
