import { gestures } from './gestures.ts';
import { type Points, Raster, type Style, type Window } from './raster.ts';
import { toward, type Way } from './walk.ts';

/** A step with the arrow keys leads so many pixels away at least, and keeps so many between a point and the edge. */
const STEP = 5;
const ROOM = 60;

/** How points are coloured: as the view says, by the theme and by what is chosen. */
export type Look = Omit<Style, 'radius' | 'order'>;

/**
 * A plane of points on a canvas that can be moved and zoomed with mouse, fingers and keys.
 *
 * @example
 * const plane = new Plane(canvas, { onView: placeLabels, onPoint: showMessage, onOpen: openMessage });
 * plane.show(points, look);
 */
export class Plane {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #raster = new Raster();
  readonly #on: PlaneEvents;
  readonly #stop: () => void;
  readonly #watch: ResizeObserver;
  #points: Points = { x: new Float32Array(), y: new Float32Array(), colour: new Uint8Array() };
  #order = new Uint32Array();
  #look: Look = { palette: [], alpha: [], ground: 0xffffff };
  /** In CSS pixels. */
  #window: Window = { x: 0, y: 0, scale: 1 };
  #fit: Window = { x: 0, y: 0, scale: 1 };
  #asked = 0;
  /** Nobody has moved yet: what is shown keeps fitting while the size of the canvas changes. */
  #untouched = true;

  constructor(canvas: HTMLCanvasElement, on: PlaneEvents) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false })!;
    this.#on = on;
    this.#stop = gestures(canvas, {
      move: (dx, dy) => this.move(dx, dy),
      zoom: (factor, x, y) => this.zoom(factor, x, y),
      all: () => this.fit(),
      point: (x, y) => on.onPoint(this.nearest(x, y), x, y),
      open: (x, y) => on.onOpen(this.nearest(x, y), x, y),
      leave: () => on.onPoint(undefined, Number.NaN, Number.NaN),
      step: (way) => on.onStep(way),
      turn: (by) => on.onTurn(by),
      enter: () => on.onEnter(),
      drop: () => on.onLeave(),
    });
    this.#watch = new ResizeObserver(() => this.#resized());
    this.#watch.observe(canvas);
  }

  show(points: Points, look: Look): void {
    const fresh = points !== this.#points;
    this.#points = points;
    this.#look = look;
    // Those in colour lie above the pale ones.
    const all = [...points.x.keys()];
    const weight = (i: number) => look.alpha[points.colour[i]!]!;
    this.#order = Uint32Array.from(all.sort((a, b) => weight(a) - weight(b) || a - b));
    if (fresh) this.#resized();
    else this.#draw();
  }

  /** Pixels of CSS to the right and down. */
  move(dx: number, dy: number): void {
    const { x, y, scale } = this.#window;
    this.#lookAt({ x: x - dx / scale, y: y + dy / scale, scale });
  }

  /** Around a pixel of the canvas, which stays where it is; its middle unless told. */
  zoom(factor: number, px = this.#canvas.clientWidth / 2, py = this.#canvas.clientHeight / 2): void {
    const { x, y, scale } = this.#window;
    const to = Math.min(Math.max(scale * factor, this.#fit.scale / 2), this.#fit.scale * 200);
    const dx = px - this.#canvas.clientWidth / 2;
    const dy = py - this.#canvas.clientHeight / 2;
    this.#lookAt({ x: x + dx / scale - dx / to, y: y - dy / scale + dy / to, scale: to });
  }

  /** Shows everything. */
  fit(): void {
    this.#window = this.#fit;
    this.#untouched = true;
    this.#draw();
  }

  /** Brings a place to the middle, and nearer where it is far away. */
  goTo(x: number, y: number): void {
    this.#lookAt({ x, y, scale: Math.max(this.#window.scale, this.#fit.scale * 2.5) });
  }

  /** The point in a direction from one, or undefined at the edge; without one, that nearest to the middle. */
  next(from: number | undefined, way: Way): number | undefined {
    const { clientWidth, clientHeight } = this.#canvas;
    if (from === undefined) return this.nearest(clientWidth / 2, clientHeight / 2, Number.POSITIVE_INFINITY);
    return toward(this.#points, from, way, STEP / this.#window.scale);
  }

  /** Moves no more than is needed for a point to be seen, with room around it. */
  reveal(point: number): void {
    const { x, y } = this.pixel(this.#points.x[point]!, this.#points.y[point]!);
    const over = (at: number, length: number) => {
      const room = Math.min(ROOM, length / 3);
      return Math.min(at - room, 0) + Math.max(at - (length - room), 0);
    };
    const dx = over(x, this.#canvas.clientWidth);
    const dy = over(y, this.#canvas.clientHeight);
    if (dx !== 0 || dy !== 0) this.move(-dx, -dy);
  }

  /** How many pixels of CSS a unit of the plane takes. */
  get scale(): number {
    return this.#window.scale;
  }

  /** Where a place of the plane is on the canvas, in CSS pixels. */
  pixel(x: number, y: number): { x: number; y: number } {
    const { x: mx, y: my, scale } = this.#window;
    const { clientWidth, clientHeight } = this.#canvas;
    return { x: clientWidth / 2 + (x - mx) * scale, y: clientHeight / 2 - (y - my) * scale };
  }

  /** Number of the point that is nearest to a pixel and within `reach` of it. */
  nearest(px: number, py: number, reach = 14): number | undefined {
    const { x: mx, y: my, scale } = this.#window;
    const { clientWidth, clientHeight } = this.#canvas;
    const x = mx + (px - clientWidth / 2) / scale;
    const y = my - (py - clientHeight / 2) / scale;
    const points = this.#points;
    let best: number | undefined;
    let least = (reach / scale) ** 2;
    for (let i = 0; i < points.x.length; i++) {
      const away = (points.x[i]! - x) ** 2 + (points.y[i]! - y) ** 2;
      if (away < least && this.#look.alpha[points.colour[i]!]! > 0) {
        least = away;
        best = i;
      }
    }
    return best;
  }

  close(): void {
    this.#stop();
    this.#watch.disconnect();
    cancelAnimationFrame(this.#asked);
  }

  #lookAt(window: Window): void {
    this.#window = window;
    this.#untouched = false;
    this.#draw();
  }

  #resized(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0 || height === 0) return;
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    this.#fit = fitting(this.#points, width, height);
    if (this.#untouched) this.#window = this.#fit;
    this.#draw();
  }

  #draw(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = requestAnimationFrame(() => {
      const { x, y, scale } = this.#window;
      const window = { x, y, scale: scale * devicePixelRatio };
      const style = { ...this.#look, order: this.#order, radius: this.#radius() * devicePixelRatio };
      this.#raster.draw(this.#context, this.#points, window, style);
      this.#on.onView();
    });
  }

  /** Small where there are many, larger as one comes nearer. */
  #radius(): number {
    const few = Math.min(Math.max(6.2 - Math.log10(this.#points.x.length + 1) * 1.05, 1.1), 4);
    const nearer = Math.sqrt(this.#window.scale / this.#fit.scale);
    return Math.min(few * Math.max(nearer, 0.8), 9);
  }
}

export interface PlaneEvents {
  /** What is seen has changed. */
  onView(): void;
  /** The pointer is over a point, or over none; where it is, in pixels of the canvas. */
  onPoint(point: number | undefined, x: number, y: number): void;
  /** A point was clicked, or nothing. */
  onOpen(point: number | undefined, x: number, y: number): void;
  /** Keys ask for the next point in a direction, the next or previous of its topic, to open the one they are at, or to let go of it. */
  onStep(way: Way): void;
  onTurn(by: 1 | -1): void;
  onEnter(): void;
  onLeave(): void;
}

/** Everything but the outermost few, with room around it. */
function fitting({ x, y }: Points, width: number, height: number): Window {
  const [left, right] = spread(x);
  const [bottom, top] = spread(y);
  const scale = 0.86 * Math.min(width / Math.max(right - left, 1e-6), height / Math.max(top - bottom, 1e-6));
  return { x: (left + right) / 2, y: (bottom + top) / 2, scale };
}

function spread(values: Float32Array): [number, number] {
  if (values.length === 0) return [-1, 1];
  const sorted = values.toSorted();
  const outer = Math.floor(sorted.length / 500);
  return [sorted[outer]!, sorted[sorted.length - 1 - outer]!];
}
