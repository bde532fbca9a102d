import { placeLabels } from '../../../../src/map/labels.ts';
import type { MapData } from '../../map-data.ts';
import type { Plane } from './plane.ts';

/** While more topics than this are in view, names are cut to their first phrase, so that more of them have room. */
const ROOMY = 24;
/** How long the map has been still, in milliseconds, before names look for better places. */
const STILL = 120;
/** Between two names, and between a name and its topic, in pixels. */
const GAP = 4;

/**
 * Puts the names of topics on the map, none over another and the largest first, where they cover the fewest other topics. While the
 * map is moved they move with it.
 */
export class Names {
  readonly #element: HTMLElement;
  readonly #plane: Plane;
  #map?: MapData;
  #tops: number[] = [];
  #arranged?: { scale: number; x: number; y: number };
  #timer?: ReturnType<typeof setTimeout>;

  /** @param element holds a button for each topic, in their order, with the whole name and the short one in it */
  constructor(element: HTMLElement, plane: Plane) {
    this.#element = element;
    this.#plane = plane;
  }

  show(map: MapData): void {
    this.#map = map;
    this.#tops = topsOf(map);
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

  arrange(): void {
    clearTimeout(this.#timer);
    const topics = this.#map?.topics ?? [];
    const buttons = [...this.#element.children] as HTMLElement[];
    if (buttons.length !== topics.length) return;
    const frame = { width: this.#element.clientWidth, height: this.#element.clientHeight };
    const hearts = topics.map(({ x, y }) => this.#plane.pixel(x, y));
    const inView = topics.flatMap((_, i) => {
      const { x, y } = hearts[i]!;
      return x > 0 && y > 0 && x < frame.width && y < frame.height ? [i] : [];
    });
    const short = inView.length > ROOMY;
    this.#element.classList.toggle('short', short);
    this.#element.style.transform = '';
    const wanted = inView.map((i) => {
      const [width, height] = sizeOf(buttons[i]!, short);
      const top = this.#plane.pixel(topics[i]!.x, this.#tops[i]!);
      return { x: top.x, y: top.y - height / 2 - GAP, width: width + GAP, height: height + GAP };
    });
    const places = placeLabels(wanted, frame, ({ x, y, width, height }) =>
      inView.reduce((covered, i) => {
        const heart = hearts[i]!;
        const over = Math.abs(heart.x - x) * 2 < width && Math.abs(heart.y - y) * 2 < height;
        return over ? covered + COVERED : covered;
      }, 0),
    );
    for (const button of buttons) button.style.visibility = 'hidden';
    inView.forEach((i, at) => {
      const place = places[at];
      if (!place) return;
      const { width, height } = wanted[at]!;
      const style = buttons[i]!.style;
      style.transform = `translate(${Math.round(place.x - width / 2)}px, ${Math.round(place.y - height / 2)}px)`;
      style.visibility = 'visible';
    });
    const { x, y } = this.#plane.pixel(0, 0);
    this.#arranged = { scale: this.#plane.scale, x, y };
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

/** To lie on the middle of another topic is as bad as to lie this many times farther away. */
const COVERED = 4;

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

/** How far up each topic reaches, but for its outermost messages: its name belongs above. */
function topsOf({ topics, points }: MapData): number[] {
  const heights = topics.map((): number[] => []);
  points.topic.forEach((topic, i) => {
    heights[topic]?.push(points.y[i]!);
  });
  return heights.map((inside, i) => {
    inside.sort((a, b) => a - b);
    return inside[Math.floor(inside.length * 0.92)] ?? topics[i]!.y;
  });
}
