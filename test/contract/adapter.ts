import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Adapter } from '../../adapters/adapter.ts';
import { HubbubError } from '../../src/errors.ts';
import { registry } from '../../src/metrics.ts';
import { goLive, type Live } from './live.ts';
import { type Posting, postingContract } from './posting.ts';
import type { Stored } from './stored.ts';

type Person = 'ada' | 'bo';

/** Something that was said, under the id that it must be stored with. */
export interface Said {
  id: string;
}

interface SayOptions {
  /** The message whose thread this one answers in. */
  answers?: Said;
  /** When, in milliseconds since the epoch; now if left out. */
  at?: number;
  /** Said before anybody listened: no event tells of it. */
  untold?: boolean;
}

/** Where people say things that come to be stored. */
export interface Receiving {
  workspace: string;
  say(who: Person, text: string, options?: SayOptions): Promise<Said>;
  edit(said: Said, text: string): Promise<void>;
  /** What is stored by now. */
  stored(): Promise<Stored[]>;
}

/** What somebody is shown, as they read it. */
export interface Shown {
  text: string;
  /** Addresses that it links to. */
  links: string[];
  /** Nobody else sees it. */
  private: boolean;
}

/** Where people ask and are answered. */
export interface Answering {
  /** Makes a message known, to be found by what is asked. */
  say(who: Person, text: string): Promise<Said>;
  ask(who: Person, line: string): Promise<Shown>;
  /** What in a reply has called somebody, broken a limit of the platform, or steered its reader. */
  harm(): string[];
}

/**
 * A live platform on loopback with two people, a channel `general` that both are in, and `secret`, which is Ada's alone.
 * Nothing has been said yet.
 */
export interface Platform extends Pick<Posting, 'idOf' | 'posted' | 'disturb'> {
  workspace: string;
  /** A new adapter for it, as a restart makes one. */
  adapter(): Adapter;
  /** One with a token that the platform refuses. */
  refused(): Adapter;
  say(who: Person, where: 'general' | 'secret' | 'direct', text: string, options?: SayOptions): Promise<Said>;
  edit(said: Said, text: string): Promise<void>;
  delete(said: Said): Promise<void>;
  /** The next message is told twice. */
  repeat(): void;
  /** What `work` does is never told: the connection is away meanwhile, and then comes back. */
  away(work: () => Promise<void>): Promise<void>;
  /** Ada leaves `secret`, and is told to be out of it. */
  leaveSecret(): Promise<void>;
  ask(who: Person, line: string): Promise<Shown>;
  harm(): string[];
  close(): Promise<void>;
}

const soon = { timeout: 20_000, interval: 100 };

/** What everything promises that messages are received from. `open` is called once. */
export function receivingContract(name: string, open: () => Promise<Receiving>): void {
  describe(`${name} keeps the contract of receiving`, () => {
    let source: Receiving;
    const row = async ({ id }: Said) => (await source.stored()).find((stored) => stored.id === id);
    const expectRow = (said: Said, expected: Partial<Stored>) =>
      vi.waitFor(async () => expect(await row(said)).toMatchObject(expected), soon);
    beforeAll(async () => {
      source = await open();
    });

    test('a message comes with its author, channel, time and text', async () => {
      const at = Math.floor(Date.now() / 1000) * 1000 - 5_000;
      const said = await source.say('ada', 'who has the key to the bike shed?', { at });
      await expectRow(said, {
        text: 'who has the key to the bike shed?',
        author: expect.stringMatching(/^ada$/i),
        channel: 'general',
        ts: at,
      });
    });

    test('an answer names its thread', async () => {
      const question = await source.say('ada', 'is the bike shed locked at night?');
      const answer = await source.say('bo', 'from ten to six', { answers: question });
      await expectRow(answer, { text: 'from ten to six', threadId: expect.any(String) });
      const again = await source.say('ada', 'thank you', { answers: question });
      await expectRow(again, { threadId: (await row(answer))!.threadId });
    });

    test('an edit takes the place of what was said', async () => {
      const said = await source.say('bo', 'the shed is gren');
      await expectRow(said, { text: 'the shed is gren' });
      await source.edit(said, 'the shed is green');
      await expectRow(said, { text: 'the shed is green' });
    });

    test('no message is stored twice', async () => {
      const ids = (await source.stored()).map(({ id }) => id);
      expect(ids.length).toBeGreaterThanOrEqual(5);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
}

/** What everything promises that people ask. `open` is called once. */
export function answeringContract(name: string, open: () => Promise<Answering>): void {
  describe(`${name} keeps the contract of answering`, () => {
    let place: Answering;
    beforeAll(async () => {
      place = await open();
      await place.say('bo', 'the coffee machine leaks onto the floor');
      await place.say(
        'ada',
        '<!channel> @everyone <@U123> \x1b[2J *coffee* `machine` <https://evil.example|good.example>',
      );
    });
    const answer = (line: string, wanted: string) =>
      vi.waitFor(async () => {
        const shown = await place.ask('ada', line);
        expect(shown.text.replaceAll('*', '')).toContain(wanted); // shared words are bold
        return shown;
      }, soon);

    test('the asker alone is told, with a link to each message where it has one', async () => {
      const shown = await answer('/similar leaking coffee machine', 'leaks onto the floor');
      expect(shown.private).toBe(true);
      expect(shown.links.length).toBeGreaterThan(0);
      for (const link of shown.links) expect(link).not.toContain('evil.example');
    });

    test.each([
      ['/hubbub help', '/similar TEXT'],
      ['/hubbub privacy', 'Direct messages are never read'],
      ['/hubbub status', '#general'],
      ['/hubbub dance', 'There is no command /dance'],
      ['/topics --since yesterday', 'not a time to begin at'],
    ])('%j is answered', async (line, wanted) => {
      await answer(line, wanted);
    });

    test('nothing in a reply calls anybody or does any other harm', async () => {
      await answer('/similar everyone coffee machine', 'good.example');
      expect(place.harm()).toEqual([]);
    });
  });
}

/**
 * What every adapter of a live platform promises, on the core and the store as they run in production.
 *
 * @example
 * adapterContract('Slack', openSlack);
 */
export function adapterContract(name: string, open: () => Promise<Platform>): void {
  let platform: Platform;
  let live: Live;
  let longAgo: [Said, Said, Said];
  beforeAll(async () => {
    platform = await open();
    const month = { at: Date.now() - 30 * 86_400_000, untold: true };
    const old = await platform.say('bo', 'general', 'said before anybody came', month);
    await platform.say('ada', 'general', 'answered before anybody came', {
      ...month,
      at: month.at + 1_000,
      answers: old,
    });
    const say = (text: string, options: SayOptions = {}) =>
      platform.say('ada', 'general', text, { ...month, ...options });
    longAgo = [
      await say('long ago it was red', { at: month.at + 60_000 }),
      await say('long ago it was secret', { at: month.at + 120_000 }),
      await say('long ago it was an answer', { at: month.at + 2_000, answers: old }),
    ];
    live = await goLive(platform);
  });
  afterAll(async () => {
    await live?.close();
    await platform?.close();
  });
  const texts = async () => (await live.stored()).map(({ text }) => text);
  const here = (text: string) => vi.waitFor(async () => expect(await texts()).toContain(text), soon);
  const gone = (text: string) => vi.waitFor(async () => expect(await texts()).not.toContain(text), soon);

  receivingContract(name, async () => ({
    workspace: platform.workspace,
    say: (who, text, options) => platform.say(who, 'general', text, options),
    edit: (said, text) => platform.edit(said, text),
    stored: () => live.stored(),
  }));

  answeringContract(name, async () => ({
    say: (who, text) => platform.say(who, 'general', text),
    ask: (who, line) => platform.ask(who, line),
    harm: () => platform.harm(),
  }));

  postingContract(name, async () => ({
    workspace: platform.workspace,
    adapter: () => live.adapter(),
    another: () => platform.adapter(),
    idOf: (where) => platform.idOf(where),
    posted: () => platform.posted(),
    disturb: (how) => platform.disturb(how),
    stored: () => live.stored(),
    idle: () => live.idle(),
  }));

  describe(`${name} keeps the contract of live adapters`, () => {
    test('a message can be opened where it was said', async () => {
      const said = await platform.say('ada', 'general', 'the fire drill is at noon');
      await here('the fire drill is at noon');
      const { permalink } = (await live.stored()).find(({ id }) => id === said.id)!;
      expect(URL.canParse(permalink ?? '')).toBe(true);
    });

    test('what was told twice is stored once', async () => {
      platform.repeat();
      await platform.say('bo', 'general', 'the lift is out of order');
      await here('the lift is out of order');
      await platform.say('bo', 'general', 'it moves again');
      await here('it moves again');
      expect((await texts()).filter((text) => text === 'the lift is out of order')).toHaveLength(1);
    });

    test('what was deleted is forgotten', async () => {
      const said = await platform.say('ada', 'general', 'I hate the new curtains');
      await here('I hate the new curtains');
      await platform.delete(said);
      await gone('I hate the new curtains');
    });

    test('direct messages are never read', async () => {
      await platform.say('ada', 'direct', 'between you and me');
      await platform.say('ada', 'general', 'said after it');
      await here('said after it');
      await live.idle();
      expect(await texts()).not.toContain('between you and me');
    });

    test('what happened while the connection was away is made good', async () => {
      const edited = await platform.say('ada', 'general', 'lunch at one');
      const deleted = await platform.say('bo', 'general', 'no lunch for me');
      await here('no lunch for me');
      await platform.away(async () => {
        await platform.say('bo', 'general', 'said while nobody listened', { answers: edited });
        await platform.edit(edited, 'lunch at two');
        await platform.delete(deleted);
      });
      await here('said while nobody listened');
      await here('lunch at two');
      await gone('no lunch for me');
    });

    test('what was said before it came is read, answers included', async () => {
      await here('said before anybody came');
      await here('answered before anybody came');
    });

    test('what was said while it was stopped is read after the restart', async () => {
      await live.stopAdapter();
      await platform.say('ada', 'general', 'said while it was stopped');
      expect(await texts()).not.toContain('said while it was stopped');
      await live.startAdapter();
      await here('said while it was stopped');
    });

    test('what was edited or deleted of long ago while the connection was away is found by comparing', async () => {
      const [red, secret, answer] = longAgo;
      await here('long ago it was an answer');
      await platform.away(async () => {
        await platform.edit(red, 'long ago it was green');
        await platform.delete(secret);
        await platform.delete(answer);
        await platform.say('bo', 'general', 'said after all that');
      });
      await here('said after all that');
      await live.idle();
      expect(await texts()).toContain('long ago it was secret');
      const before = (await texts()).length;
      await live.reconcile();
      expect(await texts()).toContain('long ago it was green');
      expect(await texts()).not.toContain('long ago it was secret');
      expect(await texts()).not.toContain('long ago it was an answer');
      expect(await texts()).toHaveLength(before - 2);
    });

    test('a wrong token is refused with what to do about it', async () => {
      const refusal = await live.start(platform.refused()).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(HubbubError);
      expect((refusal as HubbubError).fix).not.toBe('');
    });

    test('nobody is shown what they may not read', async () => {
      await platform.say('ada', 'secret', 'the surprise party for Bo is on friday');
      await vi.waitFor(async () => {
        expect((await platform.ask('ada', '/similar surprise party')).text).toContain('on friday');
      }, soon);
      const shown = await platform.ask('bo', '/similar surprise party');
      expect(shown.text).not.toContain('on friday');
      expect((await platform.ask('bo', '/hubbub status')).text).not.toContain('secret');
      await platform.leaveSecret();
      await vi.waitFor(async () => {
        expect((await platform.ask('ada', '/similar surprise party')).text).not.toContain('on friday');
      }, soon);
    });

    test('a link in a message is followed by nobody', async () => {
      let asked = 0;
      const inside = createServer((_, response) => {
        asked++;
        response.end();
      });
      inside.listen(0, '127.0.0.1');
      await once(inside, 'listening');
      const url = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/latest/meta-data`;
      await platform.say('ada', 'general', `the turnover is at ${url} and [here](${url}) ![x](${url}.png)`);
      await vi.waitFor(async () => {
        expect((await platform.ask('bo', '/similar turnover')).text).toContain('/latest/meta-data');
      }, soon);
      await live.idle();
      expect(asked).toBe(0);
      inside.close();
    });

    test('what it did was counted, for whoever watches', async () => {
      const counted = await registry.metrics();
      const [platformName] = platform.workspace.split(':');
      for (const what of [
        ...['messages_stored_total', 'messages_removed_total', 'store_batch_seconds_count'],
        ...['messages_embedded_total{from="model"}', 'embed_batch_seconds_count'],
        ...['topic_run_seconds_count{outcome="done"}', 'messages_joined_total'],
        'command_seconds_count{command="similar",outcome="answered"}',
        ...['rate_limited_total', 'rate_limited_seconds_total'].map(
          (name) => `${name}{platform="${platformName}"}`,
        ),
      ])
        expect(counted).toMatch(new RegExp(`^hubbub_${RegExp.escape(what)} [1-9]`, 'm'));
    });

    test('nothing went wrong on the way', () => {
      expect(live.troubles).toEqual([]);
      expect(platform.harm()).toEqual([]);
    });
  });
}
