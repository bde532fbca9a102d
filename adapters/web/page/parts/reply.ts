import type { Claim, Part, Reply } from '../../../../src/commands/reply.ts';
import { html } from '../html.ts';
import { webAddress } from '../words.ts';
import { Message } from './message.ts';

/** An answer of Hubbub as it would be given in a chat. */
export function ReplyCard({ reply }: { reply: Reply }) {
  return html`<section class="card reply">
    <h2>${reply.heading}</h2>
    ${reply.context && html`<p class="quiet">${reply.context}</p>`}
    ${reply.parts.map((part) => html`<${ReplyPart} part=${part} />`)}
  </section>`;
}

/** Whether an answer has the button of this name, such as `more`. */
export const offers = ({ parts }: Reply, id: string): boolean =>
  parts.some((part) => part.kind === 'actions' && part.actions.some((action) => action.id === id));

function ReplyPart({ part }: { part: Part }) {
  switch (part.kind) {
    case 'text':
      return html`<p class="text" dir="auto">${part.text}</p>`;
    case 'note':
      return html`<p class="quiet">${part.text}</p>`;
    case 'messages':
      return part.messages.map((message) => html`<${Message} message=${message} />`);
    case 'topics':
      return html`<ul class="plain-list">
        ${part.topics.map((topic) => html`<li><bdi>${topic.label}</bdi> <span class="quiet">${topic.size}</span></li>`)}
      </ul>`;
    case 'claims':
      return html`<section class="claims">
        ${part.title && html`<h3>${part.title}</h3>`}
        ${part.claims.map((claim) => html`<${ClaimItem} claim=${claim} />`)}
      </section>`;
    case 'checks':
      return html`<dl class="checks">
        ${part.checks.map(
          ({ name, state, finding, fix }) => html`<div class=${state}>
            <dt><span class="sign" aria-hidden="true">${state === 'ok' ? '✓' : '!'}</span> ${name}${state === 'problem' && html`<span class="unseen"> (problem)</span>`}</dt>
            <dd>${finding} ${fix && html`<span class="quiet">${fix}</span>`}</dd>
          </div>`,
        )}
      </dl>`;
    default:
      return null; // pictures, buttons and usage are for chats
  }
}

function ClaimItem({ claim: { label, facts, lines } }: { claim: Claim }) {
  return html`<div class="claim">
    ${label && html`<p><strong><bdi>${label}</bdi></strong> <span class="quiet small">${facts}</span></p>`}
    ${lines.map(
      ({ text, author, links }) => html`<p class="text" dir="auto">
        ${author ? html`<bdi class="author">${author}</bdi>: ${text}` : text}${' '}
        ${links
          .map(webAddress)
          .filter((address) => address !== undefined)
          .map(
            (address, i) =>
              html`<a class="source" href=${address} target="_blank" rel="noopener noreferrer" aria-label=${`Source ${i + 1}`}>${i + 1}</a> `,
          )}
      </p>`,
    )}
  </div>`;
}
