import { placeLabels, placesBeside, within } from '../../../../src/map/labels.ts';
import type { MapData } from '../../map-data.ts';
import type { Plane } from './plane.ts';

/** Square pixels to a topic; where there are fewer, names are cut to their first phrase, so that more of them have room. */
const ROOMY = 20_000;
/** How long the map has been still, in milliseconds, before names look for better places. */
const STILL = 120;
/** Between two names, and between a name and its topic, in pixels. */
const GAP = 4;
/** Messages are counted in squares of so many pixels to know what a name would cover. */
const SQUARE = 10;

/**
 * Puts the names of topics on the map, the largest first: each beside its topic, none over another, where it covers the fewest
 * messages and never more than it names. While the map is moved they move with it.
 */
export class Names {
  readonly #element: HTMLElement;
  readonly #plane: Plane;
  #map?: MapData;
  #extents: Extent[] = [];
  #placed: { topic: string; x: number; y: number; width: number; height: number }[] = [];
  #arranged?: { scale: number; x: number; y: number };
  #timer?: ReturnType<typeof setTimeout>;

  /** @param element holds a child for each topic, in their order, with the whole name and the short one in it */
  constructor(element: HTMLElement, plane: Plane) {
    this.#element = element;
    this.#plane = plane;
  }

  show(map: MapData): void {
    this.#map = map;
    this.#extents = extentsOf(map);
    this.#arranged = undefined;
  }

  /** What is seen has changed. */
  follow(): void {
    const { scale } = this.#plane;
    const { x, y } = this.#plane.pixel(0, 0);
    const before = this.#arranged;
    if (before?.scale !== scale) {
      this.arrange();
      return;
    }
    // One change of one element, however many names there are.
    this.#element.style.transform = `translate(${x - before.x}px, ${y - before.y}px)`;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.arrange(), STILL);
  }

  /** The topic whose name is at a pixel of the canvas. */
  at(x: number, y: number): string | undefined {
    const before = this.#arranged;
    if (!before) return undefined;
    const moved = this.#plane.pixel(0, 0);
    const [px, py] = [x - moved.x + before.x, y - moved.y + before.y];
    return this.#placed.find(
      (name) => Math.abs(name.x - px) * 2 < name.width && Math.abs(name.y - py) * 2 < name.height,
    )?.topic;
  }

  arrange(): void {
    clearTimeout(this.#timer);
    const topics = this.#map?.topics ?? [];
    const names = [...this.#element.children] as HTMLElement[];
    if (names.length !== topics.length) return;
    const frame = { width: this.#element.clientWidth, height: this.#element.clientHeight };
    const plane = this.#plane;
    const inView = topics.flatMap((topic, i) => {
      const { x, y } = plane.pixel(topic.x, topic.y);
      return x > 0 && y > 0 && x < frame.width && y < frame.height ? [i] : [];
    });
    const short = inView.length * ROOMY > frame.width * frame.height;
    this.#element.classList.toggle('short', short);
    this.#element.style.transform = '';
    const wanted = inView.map((i) => {
      const [width, height] = sizeOf(names[i]!, short).map((side) => side + GAP) as [number, number];
      const { left, right, bottom, top } = this.#extents[i]!;
      const [from, to] = [plane.pixel(left, top), plane.pixel(right, bottom)];
      const box = { left: from.x, top: from.y, right: to.x, bottom: to.y };
      const places = placesBeside(box, { width, height });
      const { x, y } = places[0]!;
      return { x, y, width, height, places };
    });
    const lie = this.#messages(frame);
    const places = placeLabels(wanted, frame, ({ x, y, width, height }, at) => {
      const covered = lie(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
      return covered > topics[inView[at]!]!.size ? Number.POSITIVE_INFINITY : covered;
    });
    for (const name of names) name.style.visibility = 'hidden';
    this.#placed = [];
    inView.forEach((i, at) => {
      const place = places[at];
      if (!place) return;
      const { width, height } = wanted[at]!;
      const style = names[i]!.style;
      style.transform = `translate(${Math.round(place.x - width / 2)}px, ${Math.round(place.y - height / 2)}px)`;
      style.visibility = 'visible';
      this.#placed.push({ topic: topics[i]!.id, ...place, width, height });
    });
    const { x, y } = this.#plane.pixel(0, 0);
    this.#arranged = { scale: this.#plane.scale, x, y };
  }

  /** How many messages lie within a rectangle of the canvas. */
  #messages({ width, height }: { width: number; height: number }) {
    const columns = Math.ceil(width / SQUARE);
    const rows = Math.ceil(height / SQUARE);
    const counts = new Uint32Array(columns * rows);
    const { x, y } = this.#map!.points;
    const { scale } = this.#plane;
    const origin = this.#plane.pixel(0, 0);
    for (let i = 0; i < x.length; i++) {
      const column = Math.floor((origin.x + x[i]! * scale) / SQUARE);
      const row = Math.floor((origin.y - y[i]! * scale) / SQUARE);
      if (column >= 0 && row >= 0 && column < columns && row < rows) counts[row * columns + column]!++;
    }
    return (left: number, top: number, right: number, bottom: number) => {
      let sum = 0;
      for (
        let row = Math.max(Math.round(top / SQUARE), 0);
        row < Math.min(Math.round(bottom / SQUARE), rows);
        row++
      )
        for (
          let c = Math.max(Math.round(left / SQUARE), 0);
          c < Math.min(Math.round(right / SQUARE), columns);
          c++
        )
          sum += counts[row * columns + c]!;
      return sum;
    };
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

const sizes = new WeakMap<HTMLElement, Record<string, [number, number]>>();

/** Asked for once: each time would have the browser lay out the page anew. */
function sizeOf(name: HTMLElement, short: boolean): [number, number] {
  const known = sizes.get(name) ?? {};
  const key = `${short}`;
  const size = known[key] ?? [name.offsetWidth, name.offsetHeight];
  if (document.fonts.status === 'loaded') sizes.set(name, { ...known, [key]: size });
  return size;
}

/** The first phrase of a name that is made of keywords. */
export const shortName = (label: string): string => label.split(' · ')[0]!;

/** Where the messages of a topic lie, but for the outermost: its name belongs beside them. */
interface Extent {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

function extentsOf({ topics, points }: MapData): Extent[] {
  const inside = topics.map((): number[] => []);
  points.topic.forEach((topic, i) => {
    inside[topic]?.push(i);
  });
  return inside.map((own) => {
    const [left, right] = within(own.map((i) => points.x[i]!));
    const [bottom, top] = within(own.map((i) => points.y[i]!));
    return { left, right, bottom, top };
  });
}
