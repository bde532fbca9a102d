import { area, curveMonotoneX, line } from 'd3-shape';
import type { Picture } from '../commands/reply.ts';
import { colours } from '../map/colours.ts';
import { card, fitted, fittedName, ground, round, text } from './card.ts';
import { toPng } from './png.ts';

/** A topic over time. */
interface Ridge {
  label: string;
  /** Number of its colour, see `colours`. */
  colour: number;
  /** Messages in each of equal stretches of the period, oldest first; as many for each topic. */
  activity: readonly number[];
}

const width = 960;
const chart = { left: 300, right: 868, top: 104 };
/** Height of a topic's row, and how far its ridge may rise into the rows above. */
const row = { height: 52, rise: 74 };
/** Topics that are drawn: what comes after is told by the text of the digest. */
const most = 8;
const number = new Intl.NumberFormat('en');

/**
 * Draws topics over time as ridges, one below the other, in the colours that they have on the map.
 *
 * @param topics the most important first; eight at most are drawn
 * @param period its beginning and end, in milliseconds since the epoch
 * @param timeZone in which days begin, for instance `Europe/Berlin`
 */
export async function drawRidges(
  topics: readonly Ridge[],
  {
    title,
    period,
    timeZone = 'UTC',
  }: { title: string; period: { from: number; to: number }; timeZone?: string },
): Promise<Picture> {
  const shown = topics.slice(0, most);
  const bottom = chart.top + shown.length * row.height;
  const height = bottom + 62;
  const days = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone });
  const svg = card(
    width,
    height,
    [
      text(40, 52, fitted(title, 26, width - 80), { size: 26, weight: 700, fill: ground.text }),
      ...axis(period, bottom, timeZone),
      ...ridges(shown),
    ].join('\n'),
  );
  const when = days.formatRange(period.from, period.to).replace(/\s+/g, ' ');
  const alt = `${when}, messages over time. ${shown.map(inWords).join('; ')}.`;
  return { kind: 'picture', png: await toPng(svg), alt, title };
}

/** A line for each day, or where there are many for each few, and what day it is. */
function axis({ from, to }: { from: number; to: number }, bottom: number, timeZone: string): string[] {
  const name = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', timeZone });
  const day = 86_400_000;
  const begins = midnights(from, to, timeZone);
  const every = Math.max(Math.ceil(begins.length / 8), 1);
  const x = (at: number) => chart.left + ((at - from) / Math.max(to - from, 1)) * (chart.right - chart.left);
  return begins
    .filter((_, i) => i % every === 0)
    .flatMap((at) => {
      const middle = x(Math.min(at + day / 2, to));
      return [
        `<line x1="${round(x(at))}" x2="${round(x(at))}" y1="${chart.top - 14}" y2="${bottom + 8}" stroke="${ground.line}"/>`,
        text(every === 1 ? middle : x(at), bottom + 32, name.format(at), {
          size: 15,
          fill: ground.quiet,
          anchor: 'middle',
        }),
      ];
    });
}

/** When days begin within a period, however long they are where clocks change. */
function midnights(from: number, to: number, timeZone: string): number[] {
  const date = new Intl.DateTimeFormat('en', { dateStyle: 'short', timeZone });
  const hour = 3_600_000;
  const found: number[] = [];
  const first = Math.ceil(from / (hour / 2)) * (hour / 2);
  for (let at = first; at < to; at += hour / 2)
    if (date.format(at) !== date.format(at - hour / 2)) found.push(at);
  return found;
}

function ridges(topics: readonly Ridge[]): string[] {
  const highest = Math.max(...topics.flatMap(({ activity }) => activity), 1);
  return topics.map(({ label, colour, activity }, i) => {
    const { dark } = colours[colour % colours.length]!;
    const base = chart.top + (i + 1) * row.height;
    const points = activity.map((count, n): [number, number] => [
      chart.left + ((n + 0.5) / activity.length) * (chart.right - chart.left),
      base - (count / highest) * row.rise,
    ]);
    // From edge to edge, on the ground there.
    const ends: [number, number][] = [[chart.left, base], ...points, [chart.right, base]];
    const shape = area<[number, number]>(
      ([x]) => x,
      base,
      ([, y]) => y,
    ).curve(curveMonotoneX);
    const edge = line<[number, number]>().curve(curveMonotoneX);
    const id = `ridge${i}`;
    return [
      `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${dark}" stop-opacity=".75"/><stop offset="1" stop-color="${dark}" stop-opacity=".12"/></linearGradient>`,
      `<path d="${shape(ends)}" fill="${ground.fill}" fill-opacity=".8"/>`,
      `<path d="${shape(ends)}" fill="url(#${id})"/>`,
      `<path d="${edge(ends)}" fill="none" stroke="${dark}" stroke-width="2.5" stroke-linejoin="round"/>`,
      text(chart.left - 20, base - 6, fittedName(label, 18, chart.left - 60), {
        size: 18,
        weight: 600,
        fill: dark,
        anchor: 'end',
      }),
      text(width - 40, base - 6, number.format(sum(activity)), {
        size: 18,
        weight: 600,
        fill: ground.text,
        anchor: 'end',
      }),
    ].join('\n');
  });
}

/** How many messages, and how they came. */
function inWords({ label, activity }: Ridge): string {
  const half = activity.length >> 1;
  const [before, after] = [sum(activity.slice(0, half)), sum(activity.slice(half))];
  const course = after > 2 * before ? ', growing' : before > 2 * after ? ', fading' : '';
  return `${label}: ${number.format(before + after)}${course}`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
