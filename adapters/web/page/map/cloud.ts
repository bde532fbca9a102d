import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { MessageItem } from '../../../../src/commands/reply.ts';
import type { MapData } from '../../map-data.ts';
import { inColour } from '../colours.ts';
import { html } from '../html.ts';
import { cut, momentOf, webAddress } from '../words.ts';
import { lookOf } from './look.ts';
import { Names, shortName } from './names.ts';
import { Plane } from './plane.ts';
import { along } from './walk.ts';

interface CloudProps {
  map: MapData;
  dark: boolean;
  /** Id of the topic that stands out. */
  chosen: string | undefined;
  onChoose(topic: string | undefined): void;
  find(id: string): Promise<MessageItem | undefined>;
  onOpen(id: string | undefined): void;
}

/** How long the pointer or a key rests before a message is looked up, in milliseconds. */
const REST = 40;

/** A message that is pointed at, with the mouse or by keys, which show the same. */
interface Pointed {
  point: number;
  message: MessageItem;
  byKeys: boolean;
}

/** The plane of messages with the names of topics on it. */
export function Cloud({ map, dark, chosen, onChoose, find, onOpen }: CloudProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLDivElement>(null);
  const beside = useRef<HTMLDivElement>(null);
  const plane = useRef<Plane>(undefined);
  const names = useRef<Names>(undefined);
  const [pointed, setPointed] = useState<Pointed>();
  const resting = useRef<{ timer?: ReturnType<typeof setTimeout>; point?: number; byKeys?: boolean }>({});
  // The plane outlives this rendering, and calls what is current.
  const current = useRef({ map, chosen, onChoose, onOpen, find });
  current.current = { map, chosen, onChoose, onOpen, find };

  const points = useMemo(
    () => ({
      x: Float32Array.from(map.points.x),
      y: Float32Array.from(map.points.y),
      // The last number is for messages in no topic.
      colour: Uint8Array.from(map.points.topic, (topic) => (topic < 0 ? 255 : Math.min(topic, 254))),
    }),
    [map],
  );

  const rest = (point: number | undefined, byKeys: boolean) => {
    if (resting.current.point === point && resting.current.byKeys === byKeys) return;
    clearTimeout(resting.current.timer);
    resting.current = { point, byKeys };
    if (point === undefined) return setPointed(undefined);
    resting.current.timer = setTimeout(async () => {
      const message = await current.current.find(current.current.map.points.id[point]!);
      if (message && resting.current.point === point) setPointed({ point, message, byKeys });
    }, REST);
  };
  const goTo = (point: number | undefined) => {
    if (point === undefined) return;
    plane.current!.reveal(point);
    rest(point, true);
  };
  const open = (point: number | undefined) =>
    current.current.onOpen(point === undefined ? undefined : current.current.map.points.id[point]);

  /** Whoever comes back by keys, for instance from the message, finds the one they were at. */
  const left = useRef<number>(undefined);
  const onBlur = () => {
    left.current = resting.current.byKeys ? resting.current.point : undefined;
    rest(undefined, false);
  };
  const onFocus = () => {
    if (canvas.current!.matches(':focus-visible')) goTo(left.current);
  };

  /** Keeps the card at the message that it is about. */
  const place = () => {
    const { point } = resting.current;
    const { x, y } = current.current.map.points;
    if (point === undefined || !beside.current) return;
    const at = plane.current!.pixel(x[point]!, y[point]!);
    const { clientWidth, clientHeight } = canvas.current!;
    const { style, classList } = beside.current;
    style.transform = `translate(${Math.round(at.x)}px, ${Math.round(at.y)}px)`;
    classList.toggle('leftward', at.x > clientWidth / 2);
    classList.toggle('upward', at.y > clientHeight / 2);
  };

  useEffect(() => {
    const at = () => resting.current.point;
    const made = new Plane(canvas.current!, {
      onView: () => {
        names.current?.follow();
        place();
      },
      onPoint: (point, x, y) => {
        // What a click does is told: on a name it is about the topic, whatever lies below.
        const named = names.current?.at(x, y) !== undefined;
        const over = named ? undefined : point;
        canvas.current!.classList.toggle('named', named);
        canvas.current!.classList.toggle('over', over !== undefined);
        // A pointer that is over nothing does not take away what keys have reached.
        if (over !== undefined || !resting.current.byKeys) rest(over, false);
      },
      onOpen: (point, x, y) => {
        const { chosen, onChoose } = current.current;
        const named = names.current?.at(x, y);
        if (named === undefined) open(point);
        else onChoose(named === chosen ? undefined : named);
      },
      onStep: (way) => goTo(made.next(at(), way)),
      onTurn: (by) => {
        const { topic } = current.current.map.points;
        const inTopic = current.current.map.topics.findIndex(({ id }) => id === current.current.chosen);
        const from = at();
        // Where a topic is chosen, they lead through that one.
        if (from === undefined || (inTopic >= 0 && topic[from] !== inTopic))
          goTo(inTopic >= 0 ? topic.indexOf(inTopic) : made.next(undefined, { dx: 0, dy: 0 }));
        else goTo(along(topic, from, by).point);
      },
      onEnter: () => (at() === undefined ? goTo(made.next(undefined, { dx: 0, dy: 0 })) : open(at())),
      onLeave: () => rest(undefined, false),
    });
    plane.current = made;
    names.current = new Names(overlay.current!, made);
    return () => {
      made.close();
      names.current?.close();
      clearTimeout(resting.current.timer);
    };
  }, []);

  useEffect(() => {
    names.current!.show(map);
    plane.current!.show(points, lookOf(map, dark, chosen, canvas.current!));
  }, [points, map, dark, chosen]);
  useEffect(() => {
    const topic = map.topics.find(({ id }) => id === chosen);
    if (topic) plane.current!.goTo(topic.x, topic.y);
  }, [map, chosen]);
  useEffect(place, [pointed]);

  const topic = pointed && map.topics[map.points.topic[pointed.point]!];
  return html`<section class="cloud" aria-label="Map">
    <canvas ref=${canvas} tabindex="0" role="application" aria-roledescription="map" aria-label="Map of messages; nearby ones say similar things" aria-describedby="map-keys" onFocus=${onFocus} onBlur=${onBlur}></canvas>
    <div class="names" aria-hidden="true" ref=${overlay}>
      ${map.topics.map(
        ({ id, label, colour }) =>
          html`<span key=${id} class=${chosen !== undefined && chosen !== id ? 'pale' : ''} style=${inColour(colour)}><bdi class="whole">${label}</bdi><bdi class="first">${shortName(label)}</bdi></span>`,
      )}
    </div>
    ${pointed && html`<div class="pointed" ref=${beside} style=${inColour(topic?.colour)}><span class="ring"></span><${Card} ...${pointed} topic=${topic?.label} /></div>`}
    <p class="unseen" role="status">${pointed?.byKeys && inWords(pointed.message, topic?.label, along(map.points.topic, pointed.point, 0))}</p>
    <p class="keys small" id="map-keys">Arrow keys go from message to message, <kbd>n</kbd> and <kbd>p</kbd> through those of a topic, <kbd>Enter</kbd> opens one, <kbd>Esc</kbd> lets go; <kbd>Shift</kbd> with arrows moves the map, <kbd>+</kbd> and <kbd>-</kbd> zoom, <kbd>0</kbd> shows everything.</p>
    <div class="zooms" role="group" aria-label="Zoom">
      <button type="button" aria-label="Nearer" onClick=${() => plane.current!.zoom(1.6)}>+</button>
      <button type="button" aria-label="Farther" onClick=${() => plane.current!.zoom(1 / 1.6)}>−</button>
      <button type="button" aria-label="Show everything" onClick=${() => plane.current!.fit()}>⤢</button>
    </div>
  </section>`;
}

/** What is shown beside a message that is pointed at. */
function Card({ message, topic }: { message: MessageItem; topic?: string }) {
  return html`<div class="hovered">
    <p class="small quiet"><bdi class="author">${message.author}</bdi> <bdi>#${message.channel}</bdi> ${momentOf(message.ts)}</p>
    <p class="text" dir="auto">${cut(message.text, 280)}</p>
    <p class="small quiet of"><bdi>${topic ?? 'in no topic'}</bdi></p>
  </div>`;
}

/** The same for those who hear it. */
function inWords(
  message: MessageItem,
  topic: string | undefined,
  { place, of }: { place: number; of: number },
): string {
  const opens = webAddress(message.permalink) ? 'Enter opens it.' : 'Enter shows it beside the map.';
  const where = topic ? `${topic}, message ${place} of ${of}` : 'in no topic';
  return `${message.author} in #${message.channel}, ${momentOf(message.ts)}: ${cut(message.text, 280)} (${where}). ${opens}`;
}
