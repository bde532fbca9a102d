import type { Asked } from '../data.ts';
import { type Child, html } from '../html.ts';

/** Shows what was asked for once it is there; until then that it is coming, or what went wrong. */
export function Await<T>({
  asked,
  rows = 4,
  patience,
  children,
}: {
  asked: Asked<T>;
  rows?: number;
  /** What takes long, in words. */
  patience?: string;
  children: (data: T) => Child;
}) {
  if (asked.data !== undefined) return children(asked.data);
  if (asked.failure)
    return html`<${Empty} title=${asked.failure.message} text=${asked.failure.fix}>
      <button type="button" onClick=${asked.again}>Try again</button>
    <//>`;
  return html`<div class="waiting" role="status" aria-label="Loading">
    ${patience && html`<p class="quiet">${patience}</p>`}
    ${Array.from({ length: rows }, () => html`<div class="bar"></div>`)}
  </div>`;
}

/** Where there is nothing to show: what that means, and what to do next. */
export function Empty({ title, text, children }: { title: string; text?: string; children?: Child }) {
  return html`<div class="empty" role="status">
    <svg viewBox="0 0 48 32" aria-hidden="true"><circle cx="14" cy="16" r="10" /><circle cx="32" cy="14" r="7" /><circle cx="38" cy="26" r="4" /></svg>
    <h2>${title}</h2>
    ${text && html`<p>${text}</p>`} ${children}
  </div>`;
}
