import { type Child, html } from '../html.ts';

const shapes: Record<string, Child> = {
  map: html`<circle cx="8" cy="9" r="4.5" /><circle cx="17" cy="8" r="2.5" /><circle cx="15" cy="17" r="3.5" />`,
  topics: html`<path d="M4 6h3M4 12h3M4 18h3M10 6h10M10 12h10M10 18h6" />`,
  timeline: html`<path d="M3 18c4 0 4-9 8-9s3 6 6 6 2-9 4-9M3 21h18" />`,
  search: html`<circle cx="11" cy="11" r="6.5" /><path d="m16 16 5 5" />`,
  digests: html`<path d="M6 3h9l4 4v14H6zM9 11h7M9 15h7" />`,
  status: html`<path d="M3 12h4l3-8 4 16 3-8h4" />`,
  out: html`<path d="M14 4h5v16h-5M4 12h10M8 8l-4 4 4 4" />`,
};

export const Icon = ({ name }: { name: string }) =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${shapes[name]}</svg>`;
