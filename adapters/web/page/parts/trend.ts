import { html } from '../html.ts';

/** Counts over time as a small area; `label` says in words what it shows. */
export function Trend({ counts, label }: { counts: readonly number[]; label?: string }) {
  const most = Math.max(...counts, 1);
  const step = 100 / Math.max(counts.length - 1, 1);
  const points = counts.map((n, i) => `${(i * step).toFixed(2)},${(30 - (n / most) * 27).toFixed(2)}`);
  const described = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  return html`<svg class="trend" viewBox="0 0 100 32" preserveAspectRatio="none" ...${described}>
    <polygon points=${`0,31 ${points.join(' ')} 100,31`} />
    <polyline points=${points.join(' ')} />
  </svg>`;
}
