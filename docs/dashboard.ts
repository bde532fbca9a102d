import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser } from '../test/browser.ts';
import { main } from '../test/run.ts';

// Takes the pictures of docs/dashboard.md from the real program on the sample: `npm run screenshots`.

const views = [
  { name: 'map', path: '/', width: 1200, height: 720, colorScheme: 'light' },
  { name: 'topics', path: '/topics', width: 1200, height: 720, colorScheme: 'light' },
  { name: 'timeline', path: '/timeline', width: 1200, height: 720, colorScheme: 'dark' },
  {
    name: 'search',
    path: '/search?text=tests+pass+locally+but+fail+in+CI',
    width: 390,
    height: 780,
    colorScheme: 'light',
  },
  { name: 'status', path: '/status', width: 1200, height: 720, colorScheme: 'dark' },
  { name: 'map-phone', path: '/', width: 390, height: 780, colorScheme: 'dark' },
] as const;

const dataDir = await mkdtemp(join(tmpdir(), 'hubbub-docs-'));
const child = spawn(process.execPath, [main, 'web'], {
  cwd: tmpdir(),
  env: { PATH: process.env.PATH, TZ: 'UTC', HUBBUB_DATA_DIR: dataDir, HUBBUB_WEB_PORT: 'auto' },
  stdio: ['ignore', 'ignore', 'pipe'],
});
const link = await new Promise<string>((resolve) => {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    const found = /http:\S+#token=\S+/.exec(said);
    if (found) resolve(found[0]);
  });
});
const browser = await openBrowser();
const page = await browser.newPage();
await page.goto(link);
await page.locator('canvas').waitFor({ timeout: 120_000 });
for (const { name, path, width, height, colorScheme } of views) {
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.goto(new URL(path, link).href);
  await page
    .locator('.names > span:visible, .topic, .courses li, .message, .checks')
    .first()
    .waitFor({ timeout: 120_000 });
  await page.waitForTimeout(500); // fonts, and the map's first frame
  await page.screenshot({ path: fileURLToPath(new URL(`dashboard-${name}.png`, import.meta.url)) });
}
await page.setViewportSize({ width: 1200, height: 720 });
await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
await page.goto(new URL('/', link).href);
await page.locator('.names > span:visible').first().waitFor();
await page.locator('canvas').focus();
for (const key of ['ArrowUp', 'ArrowUp', 'n']) {
  await page.keyboard.press(key);
  await page.waitForTimeout(500); // until the message has come
}
await page.screenshot({ path: fileURLToPath(new URL('dashboard-keys.png', import.meta.url)) });
await browser.close();
child.kill('SIGTERM');
await once(child, 'exit');
await rm(dataDir, { recursive: true });
