import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { webAdapter } from '../adapters/web/web.ts';
import { colours } from '../src/map/colours.ts';
import type { TopicMap } from '../src/map/map.ts';
import type { Views } from '../src/views/views.ts';
import { openBrowser } from '../test/browser.ts';

// How fast the dashboard's map is with many messages, in headless Chromium without a graphics card, beside a canvas that is
// asked for a disc a point.
//   node bench/web.ts --points 50000

const { values } = parseArgs({ options: { points: { type: 'string', default: '50000' } } });
const points = Number(values.points);

/** What the map would be without drawing pixels itself. */
const discByDisc = `async ({ data, width, height }) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    document.body.append(canvas);
    const context = canvas.getContext('2d');
    const start = performance.now();
    let frames = 0;
    while (performance.now() - start < 3000) {
      context.clearRect(0, 0, width, height);
      for (let i = 0; i < data.x.length; i++) {
        context.fillStyle = data.topic[i] % 2 ? '#3568c9' : '#d9722e';
        context.beginPath();
        context.arc(width / 2 + data.x[i] * 20 + frames, height / 2 + data.y[i] * 20, 1.3, 0, 7);
        context.fill();
      }
      await new Promise(requestAnimationFrame);
      frames++;
    }
    return frames / ((performance.now() - start) / 1000);
}`;

const names = Array.from({ length: 60 }, (_, i) => `topic number ${i}`);
const views: Partial<Views> = {
  workspaces: async () => [{ id: 'bench', name: 'bench' }],
  map: async () => scattered(points),
};
let link = '';
const dashboard = webAdapter({
  host: '127.0.0.1',
  port: 0,
  signIn: [],
  platforms: new Map(),
  views: views as Views,
  tell: (line) => {
    link ||= /http:\S+$/.exec(line)![0];
  },
  onTrouble: (error) => {
    throw error;
  },
});
await dashboard.start();
const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
await page.addInitScript(`
  const put = CanvasRenderingContext2D.prototype.putImageData;
  window.draws = [];
  window.work = [];
  const request = window.requestAnimationFrame;
  window.requestAnimationFrame = (callback) => request((at) => {
    const begun = performance.now();
    callback(at);
    work.push(performance.now() - begun);
  });
  CanvasRenderingContext2D.prototype.putImageData = function (...args) {
    put.apply(this, args);
    draws.push(performance.now());
  };`);
await page.goto(link);
await page.waitForFunction('window.draws.length > 0');
await page.waitForTimeout(1000);

const first = await page.evaluate<number>(
  `draws[0] - performance.getEntriesByType('resource').find(({ name }) => name.endsWith('/map')).responseEnd`,
);
console.log(`${points} points: first paint ${Math.round(first)} ms after the data arrived`);

const box = (await page.locator('canvas').boundingBox())!;
const everything = await pan('everything in view');
for (const _ of [1, 2]) await page.getByRole('button', { name: 'Nearer' }).click();
await page.waitForTimeout(500);
const nearer = await pan('2.6 times nearer');
const frames = Math.min(everything, nearer);

const given = { data: columns(scattered(points)), width: box.width, height: box.height };
const discs = await page.evaluate<number>(`(${discByDisc})(${JSON.stringify(given)})`);
console.log(
  `baseline, disc by disc: ${discs.toFixed(1)} frames a second; ratio ${(frames / discs).toFixed(1)}`,
);
await browser.close();
await dashboard.stop();

/** Pans farther than what is drawn beyond the edges, so that what comes into view is drawn meanwhile. Returns frames a second. */
async function pan(what: string): Promise<number> {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const { frames, longest, each, most } = await moving((i) =>
    page.mouse.move(x + 330 * Math.sin(i / 40), y + 330 * Math.sin(i / 57)),
  );
  await page.mouse.up();
  const ms = (time: number) => `${time.toFixed(1)} ms`;
  console.log(
    `panning, ${what}: ${frames.toFixed(0)} frames a second, the longest ${ms(longest)}; the page's part of a frame is ${ms(each)}, ${ms(most)} at most`,
  );
  return frames;
}

/**
 * Frames a second that are drawn while `move` is called for three seconds, more often than there are frames and without waiting for
 * the browser; the longest frame, and what drawing takes the page, in milliseconds.
 */
async function moving(move: (i: number) => Promise<void>) {
  const from = await page.evaluate<number>('draws.length = 0, work.length = 0, performance.now()');
  const moves: Promise<void>[] = [];
  for (const end = Date.now() + 3000; Date.now() < end; await setTimeout(8)) moves.push(move(moves.length));
  await Promise.all(moves);
  return page.evaluate<{ frames: number; longest: number; each: number; most: number }>(`({
    frames: draws.length / ((draws.at(-1) - ${from}) / 1000),
    longest: Math.max(...draws.slice(1).map((at, i) => at - draws[i])),
    each: work.reduce((sum, time) => sum + time, 0) / work.length,
    most: Math.max(...work),
  })`);
}

function columns({ points }: TopicMap) {
  return { id: [], x: points.map(({ x }) => x), y: points.map(({ y }) => y), topic: points.map((_, i) => i) };
}

/** Clusters of points around the topics, and a tenth of them anywhere. */
function scattered(count: number): TopicMap {
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const topics = names.map((label, i) => ({
    id: `t${i}`,
    label,
    keywords: [],
    size: Math.round(count / names.length),
    pinned: false,
    x: random() * 30 - 15,
    y: random() * 20 - 10,
    colour: i % colours.length,
  }));
  const around = () => random() + random() + random() - 1.5;
  const made = Array.from({ length: count }, (_, i) => {
    const topic = i % 10 === 0 ? undefined : topics[Math.floor(random() * topics.length)]!;
    const x = topic ? topic.x + around() * 1.6 : random() * 34 - 17;
    const y = topic ? topic.y + around() * 1.6 : random() * 24 - 12;
    return { messageId: `m${i}`, x, y, topic: topic?.id ?? null, ts: i };
  });
  const window = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', messages: count };
  return { window, points: made, topics };
}
