import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { operator } from '../../src/viewer.ts';
import { openViews, type Views } from '../../src/views/views.ts';
import { barriers, browserPath, openBrowser } from '../../test/browser.ts';
import { readTeamChat, serveDashboard, workspace } from '../../test/dashboard.ts';

// The page in a real browser, clicked through, with messages in it that would rather be something else than text.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const markup = '<script>window.owned = 1</script><img src=x onerror="window.owned = 2">';
const hostile = [
  { id: 'h1', text: `the printer jams again ${markup}`, author: `Mal"><svg onload="window.owned = 3">` },
  {
    id: 'h2',
    text: 'the printer jams <!channel> @everyone <@U1> [paper tray](javascript:window.owned=4) **now**',
  },
  {
    id: 'h3',
    text: 'the printer jams \u202Egnp.exe\u202C and \u05D4\u05DE\u05D3\u05E4\u05E1\u05EA \u05E9\u05D1\u05D5\u05E8\u05D4',
  },
  { id: 'h4', text: `the printer jams ${'W'.repeat(10_000)}`, permalink: 'javascript:window.owned=5' },
];

describe.skipIf(!browserPath)('the dashboard in a browser', () => {
  let chat: Awaited<ReturnType<typeof readTeamChat>>;
  let served: Awaited<ReturnType<typeof serveDashboard>>;
  let views: Views;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** What the browser complained about, as it does about anything its policy keeps from running. */
  const complaints: string[] = [];
  const asked: string[] = [];

  beforeAll(async () => {
    const place = { channel: 'office', channelName: 'office' };
    chat = await readTeamChat(hostile.map((message) => ({ ...place, ...message })));
    views = openViews(chat.hubbub);
    const printer = (await topics()).find(({ quotes }) =>
      quotes.some(({ text }) => text.includes('printer')),
    )!;
    await views.change(operator(workspace), 'rename', printer.id, `Printer ${markup}`);
    served = await serveDashboard(chat.hubbub);
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    context.on('request', (request) => asked.push(request.url()));
    await context.route('https://team.example/**', (route) => route.fulfill({ body: 'the message' }));
    context.setDefaultTimeout(15_000);
    page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(served.link());
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
  });
  afterAll(async () => {
    expect(served.troubles).toEqual([]);
    await browser?.close();
    await served?.stop();
    await chat?.close();
  });

  async function topics() {
    const { parts } = await views.topics(operator(workspace), { hidden: true });
    return parts.flatMap((part) => (part.kind === 'topics' ? part.topics : []));
  }
  const goTo = async (view: string) => {
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
  };
  const owned = () => page.evaluate('window.owned');

  test('the link lets in, and leaves no token behind', async () => {
    expect(page.url()).toBe(`${served.origin}/`);
    expect(served.told).toHaveLength(2);
    await page.reload();
    await page.getByRole('heading', { name: 'What people talk about' }).waitFor();
  });

  test('the map shows a message under the pointer, opens it by a click, and moves', async () => {
    await goTo('Map');
    const canvas = page.locator('canvas');
    const { x, y, width, height } = (await canvas.boundingBox())!;
    const card = page.locator('.hovered');
    // Somewhere on the canvas there is a message that has an address.
    search: for (let row = 0.08; row < 1; row += 0.02)
      for (let column = 0.08; column < 1; column += 0.02) {
        await page.mouse.move(x + column * width, y + row * height);
        const over = await canvas.evaluate((element) => element.classList.contains('over'));
        if (!over) continue;
        await card.waitFor();
        if (!(await card.innerText()).includes('printer jams ')) break search;
      }
    expect((await card.innerText()).length).toBeGreaterThan(10);
    const opened = context.waitForEvent('page');
    await page.mouse.down();
    await page.mouse.up();
    const message = await opened;
    expect(message.url()).toMatch(/^https:\/\/team\.example\/archives\//);
    await message.close();

    const name = page.locator('.names > span:visible').first();
    const before = (await name.boundingBox())!;
    await page.mouse.move(x + width / 2, y + 20);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 + 80, y + 50, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => (await name.boundingBox())!.x - before.x).toBeCloseTo(80, -1);
    await canvas.focus();
    await page.keyboard.press('0');
    await expect.poll(async () => Math.round((await name.boundingBox())!.x - before.x)).toBe(0);
  });

  test('keys lead over the map from message to message, say each, and open one', async () => {
    await page.goto(`${served.origin}/`);
    const canvas = page.locator('canvas');
    await page.locator('.names > span:visible').first().waitFor();
    await canvas.focus();
    const heard = page.locator('.cloud [role=status]');
    const card = page.locator('.hovered');
    /** Presses a key until it has led to another message, and returns what was heard of it. */
    const press = async (key: string) => {
      const before = await heard.innerText();
      await page.keyboard.press(key);
      await expect.poll(() => heard.innerText()).not.toBe(before);
      return heard.innerText();
    };
    const place = async () => (await page.locator('.ring').boundingBox())!;
    const first = await press('ArrowRight');
    expect(first).toMatch(/^\S.* in #\w+, .*: /);
    expect(await card.innerText()).toContain(first.split(' in #')[0]);
    const before = await place();
    await press('ArrowLeft');
    expect((await place()).x).toBeLessThan(before.x);
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    // Through a topic in the order of time, and back.
    await page.locator('.legend-list button').first().click();
    await canvas.focus();
    const one = await press('n');
    const two = await press('n');
    const number = (text: string) => Number(/message (\d+) of/.exec(text)![1]);
    expect(number(two)).toBe(number(one) + 1);
    expect(await press('p')).toBe(one);
    while (!(await heard.innerText()).includes('Enter opens it')) await press('n');
    const opened = context.waitForEvent('page');
    await page.keyboard.press('Enter');
    const message = await opened;
    expect(message.url()).toMatch(/^https:\/\/team\.example\/archives\//);
    await message.close();
    await page.locator('.picked .message').waitFor();
    expect(await barriers(page)).toEqual([]);
  });

  test('a click on a name chooses its topic, another one lets it go', async () => {
    await page.goto(`${served.origin}/`);
    const name = page.locator('.names > span:visible').first();
    const label = await name.locator('.whole').innerText();
    const chosen = page.locator('.legend-list button[aria-pressed=true]');
    for (const count of [1, 0]) {
      const { x, y, width, height } = (await name.boundingBox())!;
      await page.mouse.click(x + width / 2, y + height / 2);
      await expect.poll(() => chosen.count()).toBe(count);
      if (count === 1) expect(await chosen.innerText()).toContain(label);
      await page.waitForTimeout(300); // names find their places once the map is still
    }
  });

  test('no name on the map lies on another', async () => {
    await page.goto(`${served.origin}/`);
    const shown = page.locator('.names > span:visible');
    await shown.first().waitFor();
    expect(await shown.count()).toBe((await topics()).length);
    const boxes = await Promise.all((await shown.all()).map(async (name) => (await name.boundingBox())!));
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1))
        expect(
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
        ).toBe(true);
  });

  test('a topic that is chosen at the map leads to its messages', async () => {
    await goTo('Map');
    const beside = page.getByRole('complementary', { name: 'Topics on the map' });
    await beside.getByRole('button', { name: /Printer/ }).click();
    await beside.getByRole('link', { name: 'Read its messages' }).click();
    await page.getByRole('heading', { name: /^Printer/ }).waitFor();
  });

  test('hostile messages are text and nothing else', async () => {
    await page.goto(`${served.origin}/search?text=printer+jams`);
    await page.locator('.message').first().waitFor();
    for (const { text } of hostile) {
      const start = text.slice(0, 300).replaceAll(/[\u202a-\u202e]/g, '');
      await expect
        .poll(async () => (await page.locator('main').innerText()).replaceAll(/[\u202a-\u202e]/g, ''))
        .toContain(start);
    }
    await page.getByRole('button', { name: 'Show all' }).first().click();
    expect(await page.locator('.message script, .message img, .message svg, .message b').count()).toBe(0);
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0);
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await overflow()).toBe(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await owned()).toBeUndefined();
  });

  const overflow = () =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  test('a topic can be renamed, pinned, hidden and merged', async () => {
    const [first, second] = (await topics()).filter(({ label }) => !label.startsWith('Printer'));
    const now = async (id: string) => (await topics()).find((topic) => topic.id === id);
    await page.goto(`${served.origin}/topics/${first!.id}`);
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel(/New name/).fill('Talk of the town');
    await page.locator('.curate form').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name: 'Talk of the town' }).waitFor();
    await page.getByRole('button', { name: 'Pin' }).click();
    await page.getByRole('button', { name: 'Unpin' }).waitFor();
    await page.getByRole('button', { name: 'Hide' }).click();
    await page.getByRole('button', { name: 'Show again' }).waitFor();
    expect(await now(first!.id)).toMatchObject({ label: 'Talk of the town', pinned: true, hidden: true });
    await goTo('Topics');
    await expect.poll(() => page.getByRole('link', { name: 'Talk of the town' }).count()).toBe(0);
    await page.getByLabel('Show hidden').check();
    await page.getByRole('link', { name: 'Talk of the town' }).click();
    await page.getByRole('button', { name: 'Show again' }).click();
    await page.getByRole('button', { name: 'Merge' }).click();
    await page.getByLabel(/take in/).selectOption(second!.id);
    await page.locator('.curate form').getByRole('button', { name: 'Merge' }).click();
    await page.getByText('is part of “Talk of the town” from now on').waitFor();
    expect(await now(second!.id)).toBeUndefined();
  });

  test('the timeline tells what began and what became one', async () => {
    await goTo('Timeline');
    const happened = page.locator('.happened');
    await happened.getByText(/became part of/).waitFor();
    expect(await happened.innerText()).toContain('began');
    expect(await page.locator('.courses svg').count()).toBe((await topics()).length);
  });

  test('a search finds what says the same, and leads on from there', async () => {
    await goTo('Search');
    await page.getByRole('searchbox').fill('two digit years');
    await page.keyboard.press('Enter');
    await page.locator('.message mark').first().waitFor();
    // As every chat says it: one decimal, rounded down, and what is weak behind a button.
    expect(await page.locator('.message').first().innerText()).toMatch(
      /digit[\s\S]*words \d+%[\s\S]*closer than (\d+(\.\d)?%|all) of random pairs · shares /,
    );
    const strong = await page.locator('.message').count();
    expect(await page.getByText(/^weak \d+%/).count()).toBe(0);
    await page.getByRole('link', { name: 'Show weaker ones' }).click();
    await page
      .getByText(/^weak \d+%/)
      .first()
      .waitFor();
    expect(await page.locator('.message').count()).toBeGreaterThan(strong);
    await page.locator('.message').first().getByRole('link', { name: 'Find similar' }).click();
    await page.getByText(/^Similar to/).waitFor();
  });

  test('the status says what was read, what doctor finds and what was counted', async () => {
    await goTo('Status');
    await page.getByText(/messages in 2 channels/).waitFor();
    await page.getByText('Everything is in order.').waitFor();
    await page.getByText(/^pgvector \d/).waitFor();
    await page.getByText('nothing waits to be stored').waitFor();
    await page.getByRole('button', { name: /^Check models/ }).click();
    await page.getByText(/answers with vectors of 1024 numbers/).waitFor();
  });

  test('the last day can be had as a digest', async () => {
    await goTo('Digests');
    await page.getByText('No digest has been posted yet').waitFor();
    await page.getByRole('button', { name: 'What mattered' }).click();
    await page.locator('.reply h2').waitFor();
  });

  test('nothing keeps people out, in light, in dark and on a phone', async () => {
    const { id } = (await topics())[0]!;
    const found: string[] = [];
    for (const path of [
      '/',
      '/topics',
      `/topics/${id}`,
      '/timeline',
      '/search?text=printer+jams',
      '/digests',
      '/status',
    ]) {
      await page.goto(served.origin + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await expect.poll(() => page.locator('.waiting').count()).toBe(0);
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['light', 390],
        ['dark', 390],
        ['dark', 1280],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        found.push(...(await barriers(page)).map((barrier) => `${path} ${colorScheme} ${width}: ${barrier}`));
        expect(await overflow(), `${path} is wider than ${width}`).toBe(0);
      }
    }
    expect(found).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('whoever signs out is out, and is told how to come in', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('open the link that it printed').waitFor();
    expect(await barriers(page)).toEqual([]);
    await page.goto(`${served.origin}/#token=stale`);
    await page.getByRole('alert').getByText('used already').waitFor();
  });

  test('through all this the browser had nothing to complain of, and asked nobody else', async () => {
    expect(complaints.filter((line) => !/status of 40[13]/.test(line))).toEqual([]);
    expect(
      asked.filter((url) => !url.startsWith(served.origin) && !url.startsWith('https://team.example/')),
    ).toEqual([]);

    expect(await owned()).toBeUndefined();
  });
});
