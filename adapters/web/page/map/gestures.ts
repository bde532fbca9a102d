import type { Way } from './walk.ts';

/** What gestures ask for; places are pixels of the element. */
export interface Gestures {
  move(dx: number, dy: number): void;
  zoom(factor: number, x?: number, y?: number): void;
  all(): void;
  point(x: number, y: number): void;
  open(x: number, y: number): void;
  /** The pointer has left. */
  leave(): void;
  /** From the point that was reached by keys to the next one in a direction. */
  step(way: Way): void;
  /** To the next (1) or previous (-1) message of its topic. */
  turn(by: 1 | -1): void;
  /** Opens the point that was reached by keys, or lets go of it. */
  enter(): void;
  drop(): void;
}

/** A press that moves less than this many pixels is a click. */
const STILL = 4;
/** So far a key moves the plane, in pixels. */
const STRIDE = 60;

const ways: Record<string, Way> = {
  ArrowLeft: { dx: -1, dy: 0 },
  ArrowRight: { dx: 1, dy: 0 },
  ArrowUp: { dx: 0, dy: -1 },
  ArrowDown: { dx: 0, dy: 1 },
};

const keys: Record<string, (asked: Gestures) => void> = {
  '+': ({ zoom }) => zoom(1.4),
  '=': ({ zoom }) => zoom(1.4),
  '-': ({ zoom }) => zoom(1 / 1.4),
  '0': ({ all }) => all(),
  n: ({ turn }) => turn(1),
  p: ({ turn }) => turn(-1),
  Enter: ({ enter }) => enter(),
  Escape: ({ drop }) => drop(),
};

/** Listens to mouse, fingers, wheel and keys on an element that can be focused. Returns how to stop. */
export function gestures(element: HTMLElement, asked: Gestures): () => void {
  const down = new Map<number, { x: number; y: number }>();
  let travelled = 0;
  const listening = new AbortController();
  const on = <K extends keyof HTMLElementEventMap>(
    name: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ) => element.addEventListener(name, listener, { signal: listening.signal, passive: false });
  const placeOf = ({ clientX, clientY }: MouseEvent) => {
    const { left, top } = element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };

  on('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, placeOf(event));
    element.setPointerCapture(event.pointerId);
  });
  on('pointermove', (event) => {
    const now = placeOf(event);
    const before = down.get(event.pointerId);
    if (!before) return event.pointerType === 'mouse' ? asked.point(now.x, now.y) : undefined;
    const others = [...down].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    const [other] = others;
    const dx = now.x - before.x;
    const dy = now.y - before.y;
    travelled += Math.abs(dx) + Math.abs(dy);
    down.set(event.pointerId, now);
    if (travelled < STILL) return;
    // Of two fingers each moves half of what is between them.
    asked.move(other ? dx / 2 : dx, other ? dy / 2 : dy);
    if (other) {
      const wide = (place: { x: number; y: number }) => Math.hypot(place.x - other.x, place.y - other.y);
      asked.zoom(wide(now) / Math.max(wide(before), 1), (now.x + other.x) / 2, (now.y + other.y) / 2);
    }
  });
  const released = (event: PointerEvent) => {
    if (!down.delete(event.pointerId) || event.type !== 'pointerup') return;
    const { x, y } = placeOf(event);
    if (down.size === 0 && travelled < STILL) asked.open(x, y);
  };
  on('pointerup', released);
  on('pointercancel', released);
  on('pointerleave', () => asked.leave());
  on('wheel', (event) => {
    event.preventDefault();
    const { x, y } = placeOf(event);
    asked.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002)), x, y);
  });
  on('dblclick', (event) => {
    const { x, y } = placeOf(event);
    asked.zoom(2, x, y);
  });
  on('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = ways[event.key];
    const does = keys[event.key];
    if (!way && !does) return;
    event.preventDefault();
    if (way && event.shiftKey) asked.move(-way.dx * STRIDE, -way.dy * STRIDE);
    else if (way) asked.step(way);
    else does!(asked);
  });
  return () => listening.abort();
}
