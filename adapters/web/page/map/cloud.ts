import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { MessageItem } from '../../../../src/commands/reply.ts';
import type { MapData } from '../../map-data.ts';
import { inColour } from '../colours.ts';
import { html } from '../html.ts';
import { momentOf } from '../words.ts';
import { withoutOverlap } from './labels.ts';
import { type Look, Plane } from './plane.ts';

interface CloudProps {
  map: MapData;
  dark: boolean;
  /** Id of the topic that stands out. */
  chosen: string | undefined;
  onChoose(topic: string | undefined): void;
  find(id: string): Promise<MessageItem | undefined>;
  onOpen(id: string | undefined): void;
}

/** How long the pointer rests before a message is looked up, in milliseconds. */
const REST = 40;

/** The plane of messages with the names of topics on it. */
export function Cloud({ map, dark, chosen, onChoose, find, onOpen }: CloudProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const names = useRef<HTMLDivElement>(null);
  const plane = useRef<Plane>(undefined);
  const [card, setCard] = useState<{ message: MessageItem; x: number; y: number }>();
  const resting = useRef<{ timer?: ReturnType<typeof setTimeout>; point?: number }>({});
  const tops = useMemo(() => topsOf(map), [map]);
  // The plane outlives this rendering, and calls what is current.
  const current = useRef({ map, tops, onOpen, find });
  current.current = { map, tops, onOpen, find };

  const points = useMemo(
    () => ({
      x: Float32Array.from(map.points.x),
      y: Float32Array.from(map.points.y),
      // The last number is for messages in no topic.
      colour: Uint8Array.from(map.points.topic, (topic) => (topic < 0 ? 255 : Math.min(topic, 254))),
    }),
    [map],
  );

  const rest = (point: number | undefined, x: number, y: number) => {
    if (resting.current.point === point) return;
    clearTimeout(resting.current.timer);
    resting.current = { point };
    if (canvas.current) canvas.current.style.cursor = point === undefined ? '' : 'pointer';
    if (point === undefined) return setCard(undefined);
    resting.current.timer = setTimeout(async () => {
      const message = await current.current.find(current.current.map.points.id[point]!);
      if (message && resting.current.point === point) setCard({ message, x, y });
    }, REST);
  };

  const arrange = () => {
    const { clientWidth, clientHeight } = canvas.current!;
    const buttons = [...names.current!.children] as HTMLElement[];
    const placed = buttons.map((button, i) => {
      const topic = current.current.map.topics[i]!;
      const { x, y } = plane.current!.pixel(topic.x, current.current.tops[i]!);
      const [width, height] = sizeOf(button);
      // Above its messages, and wholly on the canvas where they are.
      const inside =
        x > 0 && x < clientWidth ? Math.min(Math.max(x, width / 2 + 8), clientWidth - width / 2 - 8) : x;
      return { x: inside, y: y - height / 2 - 6, width, height };
    });
    const shown = withoutOverlap(placed, clientWidth, clientHeight);
    buttons.forEach((button, i) => {
      const { x, y, width, height } = placed[i]!;
      button.style.transform = `translate(${Math.round(x - width / 2)}px, ${Math.round(y - height / 2)}px)`;
      button.style.visibility = shown[i] ? 'visible' : 'hidden';
    });
  };

  useEffect(() => {
    const made = new Plane(canvas.current!, {
      onView: arrange,
      onPoint: rest,
      onOpen: (point) =>
        current.current.onOpen(point === undefined ? undefined : current.current.map.points.id[point]),
    });
    plane.current = made;
    return () => made.close();
  }, []);

  useEffect(
    () => plane.current!.show(points, lookOf(map, dark, chosen, canvas.current!)),
    [points, map, dark, chosen],
  );
  useEffect(() => {
    const topic = map.topics.find(({ id }) => id === chosen);
    if (topic) plane.current!.goTo(topic.x, topic.y);
  }, [map, chosen]);

  return html`<section class="cloud" aria-label="Map">
    <canvas ref=${canvas} tabindex="0" role="img" aria-label=${`Map of messages; nearby ones say similar things. Arrow keys move it, plus and minus zoom, 0 shows everything. Its topics are listed beside it.`}></canvas>
    <div class="names" ref=${names}>
      ${map.topics.map(
        ({ id, label, colour }) =>
          html`<button key=${id} type="button" tabindex="-1" aria-hidden="true" class=${chosen !== undefined && chosen !== id ? 'pale' : ''} style=${inColour(colour)} onClick=${() => onChoose(chosen === id ? undefined : id)}><bdi>${label}</bdi></button>`,
      )}
    </div>
    ${card && html`<${Hovered} ...${card} width=${canvas.current!.clientWidth} height=${canvas.current!.clientHeight} />`}
    <div class="zooms" role="group" aria-label="Zoom">
      <button type="button" aria-label="Nearer" onClick=${() => plane.current!.zoom(1.6)}>+</button>
      <button type="button" aria-label="Farther" onClick=${() => plane.current!.zoom(1 / 1.6)}>−</button>
      <button type="button" aria-label="Show everything" onClick=${() => plane.current!.fit()}>⤢</button>
    </div>
  </section>`;
}

function Hovered({
  message,
  x,
  y,
  width,
  height,
}: {
  message: MessageItem;
  x: number;
  y: number;
  width: number;
  height: number;
}) {
  const place = {
    [x > width / 2 ? 'right' : 'left']: `${(x > width / 2 ? width - x : x) + 14}px`,
    [y > height / 2 ? 'bottom' : 'top']: `${(y > height / 2 ? height - y : y) + 14}px`,
  };
  return html`<div class="hovered" style=${place}>
    <p class="small quiet"><bdi class="author">${message.author}</bdi> <bdi>#${message.channel}</bdi> ${momentOf(message.ts)}</p>
    <p class="text" dir="auto">${message.text.length > 280 ? `${message.text.slice(0, 280)}…` : message.text}</p>
  </div>`;
}

const sizes = new WeakMap<HTMLElement, [number, number]>();

/** Asked for once: each time would have the browser lay out the page in every frame. */
function sizeOf(name: HTMLElement): [number, number] {
  const known = sizes.get(name);
  if (known) return known;
  const size: [number, number] = [name.offsetWidth, name.offsetHeight];
  if (document.fonts.status === 'loaded') sizes.set(name, size);
  return size;
}

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

/** Colours by topic; where one is chosen the others step back. */
function lookOf(map: MapData, dark: boolean, chosen: string | undefined, canvas: HTMLCanvasElement): Look {
  const theme = dark ? 'dark' : 'light';
  const palette = new Array<number>(256).fill(hex(map.unsorted[theme]));
  const alpha = new Array<number>(256).fill(chosen === undefined ? 110 : 50);
  map.topics.slice(0, 255).forEach(({ id, colour }, i) => {
    const apart = chosen !== undefined && chosen !== id;
    palette[i] = hex(apart ? map.unsorted[theme] : colour[theme]);
    alpha[i] = apart ? 70 : 215;
  });
  const ground = getComputedStyle(canvas).backgroundColor.match(/\d+/g) ?? [];
  const [red = 255, green = 255, blue = 255] = ground.map(Number);
  return { palette, alpha, ground: (red << 16) | (green << 8) | blue };
}

const hex = (colour: string) => Number.parseInt(colour.slice(1), 16);
