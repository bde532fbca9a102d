import type { Colour } from '../../src/map/colours.ts';
import { colours, unsorted } from '../../src/map/colours.ts';
import type { TopicMap } from '../../src/map/map.ts';

/** A map as the page gets it: columns, since that is half as much to send and to read. */
export interface MapData {
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  topics: {
    id: string;
    label: string;
    keywords: string[];
    size: number;
    x: number;
    y: number;
    colour: Colour;
  }[];
  /** `topic` is a place in `topics`, -1 for messages in none. */
  points: { id: string[]; x: number[]; y: number[]; topic: number[] };
  unsorted: Colour;
}

/** Turns a map into columns; places are rounded to what a screen can show. */
export function mapData({ window, points, topics }: TopicMap): MapData {
  const places = new Map<string | null, number>(topics.map(({ id }, i) => [id, i]));
  return {
    from: Date.parse(window.from),
    to: Date.parse(window.to),
    topics: topics.map(({ id, label, keywords, size, x, y, colour }) => ({
      id,
      label,
      keywords,
      size,
      x,
      y,
      colour: colours[colour]!,
    })),
    points: {
      id: points.map(({ messageId }) => messageId),
      x: points.map(({ x }) => rounded(x)),
      y: points.map(({ y }) => rounded(y)),
      topic: points.map(({ topic }) => places.get(topic) ?? -1),
    },
    unsorted,
  };
}

const rounded = (x: number) => Math.round(x * 1e4) / 1e4;
