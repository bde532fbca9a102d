import type { MapData } from '../../map-data.ts';
import type { Look } from './plane.ts';

/** Colours by topic; where one is chosen the others step back. */
export function lookOf(
  map: MapData,
  dark: boolean,
  chosen: string | undefined,
  canvas: HTMLCanvasElement,
): Look {
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
