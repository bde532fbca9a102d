import { contourDensity } from 'd3-contour';
import type { Picture } from '../commands/reply.ts';
import { colours, unsorted } from '../map/colours.ts';
import { placeLabels, placesBeside, within } from '../map/labels.ts';
import type { TopicMap } from '../map/map.ts';
import { card, fitted, fittedName, ground, round, text, widthOf } from './card.ts';
import { toPng } from './png.ts';

const size = { width: 1200, height: 860 };
/** Where points may be: below the title. */
const frame = { left: 48, top: 112, width: 1104, height: 700 };
/** Topics that are named where there is room; the others are told by their colour alone. */
const named = 80;
/** Up to so many there is room for long names. */
const spacious = 30;
/** Topics that the text for those who cannot see tells of. */
const told = 8;
const number = new Intl.NumberFormat('en');

/**
 * Draws a map: a dot for each message, topics in colour with their names, none over another.
 *
 * @param title what the map is of, for instance `What #ops talks about`
 * @param covers the stretch of time in words
 */
export async function drawMap(
  map: TopicMap,
  { title, covers }: { title: string; covers: string },
): Promise<Picture> {
  const points = onFrame(map);
  const inside = Map.groupBy(points, ({ topic }) => topic);
  const width = points.length > 8_000 ? 3 : points.length > 1_500 ? 4.5 : 8;
  const svg = card(
    size.width,
    size.height,
    [
      text(48, 60, fitted(title, 30, 1_000), { size: 30, weight: 700, fill: ground.text }),
      text(48, 90, fitted(`${counts(map)} · ${covers}`, 17, 1_100), { size: 17, fill: ground.quiet }),
      ...map.topics.map(({ id, colour }) => glow(inside.get(id)!, colours[colour]!.dark)),
      dots(inside.get(null) ?? [], unsorted.dark, 0.8 * width),
      ...map.topics.map(({ id, colour }) => dots(inside.get(id)!, colours[colour]!.dark, width)),
      ...names(map, points),
    ].join('\n'),
  );
  return { kind: 'picture', png: await toPng(svg), alt: inWords(map, points), title };
}

interface Dot {
  messageId: string;
  x: number;
  y: number;
  topic: string | null;
}

/**
 * Points on the frame. Half of where a point comes to lie says how far it is from the others, half how many lie before it: that
 * gives crowded places room and leaves no large empty ones.
 */
function onFrame({ points }: TopicMap): Dot[] {
  const along = (of: 'x' | 'y', length: number) => {
    const sorted = points.map((point) => point[of]).toSorted((a, b) => a - b);
    const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 1];
    const order = new Map(sorted.map((x, i) => [x, i / Math.max(sorted.length - 1, 1)]));
    return (x: number) => (0.5 * ((x - low) / (high - low || 1)) + 0.5 * order.get(x)!) * length;
  };
  const [across, up] = [along('x', frame.width), along('y', frame.height)];
  return points.map((point) => ({
    ...point,
    x: frame.left + across(point.x),
    y: frame.top + frame.height - up(point.y),
  }));
}

/** The ground on which most of a topic lies. */
function glow(points: readonly Dot[], colour: string): string {
  const density = contourDensity<Dot>()
    .x(({ x }) => x)
    .y(({ y }) => y)
    .size([size.width, size.height])
    .cellSize(4)
    .bandwidth(16) as unknown as Density; // the types lack `contours`
  const contour = density.contours(points);
  const d = contour(contour.max * 0.4)
    .coordinates.flat()
    .map((ring) => `M${ring.map(([x, y]) => `${round(x!)} ${round(y!)}`).join('L')}Z`)
    .join('');
  return `<path d="${d}" fill="${colour}" fill-opacity=".12" stroke="${colour}" stroke-opacity=".22" stroke-width="1"/>`;
}

interface Density {
  contours(points: readonly Dot[]): ((value: number) => { coordinates: number[][][][] }) & { max: number };
}

/** One path with a short stroke for each dot: thousands of circles would be slow. */
const dots = (points: readonly Dot[], colour: string, width: number): string =>
  `<path d="${points.map(({ x, y }) => `M${round(x)} ${round(y)}h.01`).join('')}" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-opacity=".85" fill="none"/>`;

/** Names beside their topics, the largest first; none covers more messages than it names. Where there are many, they are short. */
function names(map: TopicMap, points: readonly Dot[]): string[] {
  const largest = map.topics[0] ? Math.max(...map.topics.map((topic) => topic.size)) : 1;
  const many = map.topics.length > spacious;
  const inside = Map.groupBy(points, ({ topic }) => topic);
  const wanted = map.topics.slice(0, named).map((topic) => {
    const letters = 15 + 8 * Math.sqrt(topic.size / largest);
    const label = fittedName(topic.label, letters, many ? 150 : 270);
    const own = inside.get(topic.id)!;
    const [left, right] = within(own.map(({ x }) => x - frame.left));
    const [top, bottom] = within(own.map(({ y }) => y - frame.top));
    const size = { width: widthOf(label, letters) + 10, height: letters * 1.5 };
    const places = placesBeside({ left, right, top, bottom }, size);
    return { topic, label, letters, ...size, ...places[0]!, places };
  });
  const places = placeLabels(wanted, frame, ({ x, y, width, height }, i) => {
    const covered = points.filter(
      (dot) => Math.abs(dot.x - frame.left - x) * 2 < width && Math.abs(dot.y - frame.top - y) * 2 < height,
    ).length;
    return covered > wanted[i]!.topic.size ? Number.POSITIVE_INFINITY : covered;
  });
  return wanted.flatMap(({ topic, label, letters }, i) => {
    const place = places[i];
    if (!place) return [];
    return text(frame.left + place.x, frame.top + place.y + letters * 0.36, label, {
      size: round(letters),
      weight: 600,
      fill: colours[topic.colour]!.dark,
      anchor: 'middle',
      halo: true,
    });
  });
}

/** Where the point that is the heart of a topic came to lie. */
function heartOf(points: readonly Dot[], map: TopicMap, id: string): { x: number; y: number } {
  const heart = map.topics.find((topic) => topic.id === id)!;
  const at = map.points.findIndex(({ topic, x, y }) => topic === id && x === heart.x && y === heart.y);
  const { x, y } = points[at]!;
  return { x, y };
}

const counts = ({ points, topics }: TopicMap): string =>
  `${number.format(points.length)} messages · ${topics.length === 1 ? '1 topic' : `${number.format(topics.length)} topics`}`;

/** The same for those who cannot see it. */
function inWords(map: TopicMap, points: readonly Dot[]): string {
  const most = map.topics.slice(0, told).map(({ id, label, size: messages }) => {
    const { x, y } = heartOf(points, map, id);
    const up = ['top', 'middle', 'bottom'][Math.min(Math.floor((3 * (y - frame.top)) / frame.height), 2)];
    const across = ['left', 'centre', 'right'][Math.min(Math.floor((3 * (x - frame.left)) / frame.width), 2)];
    return `${label} (${number.format(messages)}, ${up} ${across})`;
  });
  const more = map.topics.length - most.length;
  return `A map of ${counts(map)}; what is alike lies close together. The largest: ${most.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}
