/** What is drawn: places in the plane's own units, y upwards, and for each the number of a colour. */
export interface Points {
  x: Float32Array;
  y: Float32Array;
  colour: Uint8Array;
}

/** Which part of the plane is seen: its middle, and how many pixels a unit takes. */
export interface Window {
  x: number;
  y: number;
  scale: number;
}

const STEPS = 4;
/** So many pixels are drawn beyond each edge, which panning then only has to copy. */
const MARGIN = 256;

/**
 * Draws points as soft discs straight into the pixels of a picture. Measured without a graphics card this is several times as
 * fast as asking a canvas or WebGL for each disc (bench/web.ts), and looks the same on every machine.
 */
export class Raster {
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(this.#image.data.buffer);
  #discs = new Map<number, Disc[]>();
  /** What is in the picture, and where the plane's origin lies on it. */
  #drawn?: Drawn;

  /** Draws what is seen of `points` on all of the canvas; the same a little to the side is copied from what was drawn before. */
  draw(context: CanvasRenderingContext2D, points: Points, { x, y, scale }: Window, style: Style): void {
    const { width, height } = context.canvas;
    if (this.#image.width !== width + 2 * MARGIN || this.#image.height !== height + 2 * MARGIN) {
      this.#image = context.createImageData(width + 2 * MARGIN, height + 2 * MARGIN);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
      this.#drawn = undefined;
    }
    const left = MARGIN + width / 2 - x * scale;
    const top = MARGIN + height / 2 + y * scale;
    let drawn = this.#drawn;
    if (
      drawn?.points !== points ||
      drawn.scale !== scale ||
      !isSame(drawn.style, style) ||
      Math.abs(left - drawn.left) > MARGIN ||
      Math.abs(top - drawn.top) > MARGIN
    ) {
      drawn = { points, style, scale, left, top };
      this.#drawn = drawn;
      this.#fill(drawn);
    }
    const across = Math.round(left - drawn.left);
    const down = Math.round(top - drawn.top);
    context.putImageData(
      this.#image,
      across - MARGIN,
      down - MARGIN,
      MARGIN - across,
      MARGIN - down,
      width,
      height,
    );
  }

  #fill({ points, style, scale, left, top }: Drawn): void {
    const { palette, alpha, ground, order, radius } = style;
    const { width, height } = this.#image;
    const pixels = this.#pixels;
    pixels.fill(packed(ground));
    const discs = this.#discsOf(radius);
    const colours = Uint32Array.from(palette, packed);
    const reach = Math.ceil(radius) + 1;
    const { x, y, colour } = points;
    for (let k = 0; k < order.length; k++) {
      const i = order[k]!;
      const px = left + x[i]! * scale;
      const py = top - y[i]! * scale;
      if (px < reach || py < reach || px >= width - reach || py >= height - reach) continue;
      const column = Math.floor(px);
      const row = Math.floor(py);
      const fraction = Math.floor((py - row) * STEPS) * STEPS + Math.floor((px - column) * STEPS);
      const { at, opacity } = discs[fraction]!;
      const own = colour[i]!;
      const shade = colours[own]!;
      const redBlue = shade & 0xff00ff;
      const green = shade & 0xff00;
      const strength = alpha[own]!;
      const start = row * width + column;
      for (let j = 0; j < at.length; j += 2) {
        const p = start + at[j]! * width + at[j + 1]!;
        const a = (opacity[j >> 1]! * strength) >> 8;
        const under = pixels[p]!;
        const b = 256 - a;
        pixels[p] =
          0xff000000 |
          (((redBlue * a + (under & 0xff00ff) * b) >>> 8) & 0xff00ff) |
          (((green * a + (under & 0xff00) * b) >>> 8) & 0xff00);
      }
    }
  }

  /** A disc for each of the sixteen places within a pixel that its middle may have, so that panning is smooth. */
  #discsOf(radius: number): Disc[] {
    const key = Math.round(radius * 8);
    const known = this.#discs.get(key);
    if (known) return known;
    const discs = Array.from({ length: STEPS * STEPS }, (_, i) =>
      discAt((i % STEPS) / STEPS + 0.5 / STEPS, Math.floor(i / STEPS) / STEPS + 0.5 / STEPS, radius),
    );
    this.#discs.set(key, discs);
    return discs;
  }
}

export interface Style {
  /** A colour for each number as 0xRRGGBB; `ground` likewise. */
  palette: readonly number[];
  /** How opaque each colour is, 0 to 256. */
  alpha: readonly number[];
  ground: number;
  /** In which points are drawn, later ones on top. */
  order: Uint32Array;
  /** Of a disc, in pixels. */
  radius: number;
}

const isSame = (a: Style, b: Style): boolean =>
  a.palette === b.palette &&
  a.alpha === b.alpha &&
  a.ground === b.ground &&
  a.order === b.order &&
  a.radius === b.radius;

interface Drawn {
  points: Points;
  style: Style;
  scale: number;
  left: number;
  top: number;
}

/** The pixels of a disc: row and column beside its middle, and how far each is covered, 0 to 256. */
interface Disc {
  at: Int16Array;
  opacity: Uint16Array;
}

function discAt(x: number, y: number, radius: number): Disc {
  const at: number[] = [];
  const opacity: number[] = [];
  const reach = Math.ceil(radius) + 1;
  for (let row = -reach; row <= reach; row++)
    for (let column = -reach; column <= reach; column++) {
      const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const covered = Math.round(Math.min(Math.max(radius + 0.5 - distance, 0), 1) * 256);
      if (covered === 0) continue;
      at.push(row, column);
      opacity.push(covered);
    }
  return { at: Int16Array.from(at), opacity: Uint16Array.from(opacity) };
}

/** 0xRRGGBB as a picture's bytes lie in memory: red first. */
const packed = (colour: number) =>
  (0xff000000 | ((colour & 0xff) << 16) | (colour & 0xff00) | (colour >> 16)) >>> 0;
