import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Adapter, Place } from '../../adapters/adapter.ts';
import type { Reply } from '../../src/commands/reply.ts';
import { HubbubError } from '../../src/errors.ts';
import type { Shown } from './adapter.ts';

type Where = 'general' | 'secret' | 'ada' | 'bo';

/** Where the bot says something unasked. Ada and Bo are in `general`, Ada alone in `secret`. */
export interface Posting {
  workspace: string;
  adapter(): Adapter;
  /** A new one, as another process has it. */
  another(): Adapter;
  /** The platform's id of a channel or a person. */
  idOf(where: Where): string;
  /** What the bot has said unasked and nobody has taken away, oldest first. */
  posted(): (Shown & { where: Where })[];
  /**
   * The next call that posts goes wrong: refused for now, by a server in trouble, or it is done and the answer gets
   * lost.
   */
  disturb(how: 'limit' | 'trouble' | 'lost answer'): void;
  /** Ids of messages that are stored. */
  stored(): Promise<{ text: string }[]>;
  /** Resolves once all that the platform told is stored. */
  idle(): Promise<void>;
}

const said = (heading: string): Reply => ({
  heading,
  parts: [
    {
      kind: 'messages',
      messages: [
        {
          id: '1',
          author: '<!channel> @everyone',
          channel: 'general',
          ts: 0,
          text: '<@U123> *see* https://evil.example',
          permalink: 'https://chat.example/1',
        },
      ],
    },
  ],
  fallback: `${heading}, in short`,
});

/** What every adapter promises of what it says unasked. `open` is called once. */
export function postingContract(name: string, open: () => Promise<Posting>): void {
  describe(`${name} keeps the contract of posting`, () => {
    let place: Posting;
    beforeAll(async () => {
      place = await open();
    });
    const to = (where: Where): Place => ({
      workspace: place.workspace,
      ...(where === 'ada' || where === 'bo' ? { person: place.idOf(where) } : { channel: place.idOf(where) }),
    });
    const saying = (heading: string) => place.posted().filter(({ text }) => text.includes(heading));
    const post = (where: Where, heading: string) => place.adapter().post(to(where), said(heading), heading);

    test.each(['general', 'bo'] as const)('what is posted to %s stands there, with links', async (where) => {
      const posted = await post(where, `Good morning, ${where}`);
      expect(JSON.parse(JSON.stringify(posted))).toEqual(posted);
      expect(saying(`Good morning, ${where}`)).toMatchObject([
        { where, private: where === 'bo', links: ['https://chat.example/1'] },
      ]);
    });

    test('it is not read as if somebody had said it', async () => {
      await place.idle();
      expect((await place.stored()).filter(({ text }) => text.includes('Good morning'))).toEqual([]);
    });

    test('it is changed, and taken away', async () => {
      const posted = await post('general', 'First thought');
      await place.adapter().revise(posted, said('Second thought'));
      expect(saying('First thought')).toEqual([]);
      expect(saying('Second thought')).toMatchObject([{ where: 'general' }]);
      await place.adapter().withdraw(posted);
      expect(saying('Second thought')).toEqual([]);
      // Somebody else may have been faster.
      await place.adapter().withdraw(posted);
      await place.adapter().revise(posted, said('Third thought'));
      expect(saying('Third thought')).toEqual([]);
    });

    test.each(['limit', 'trouble'] as const)('after %s it is posted once', async (how) => {
      place.disturb(how);
      await post('general', `After ${how}`);
      expect(saying(`After ${how}`)).toHaveLength(1);
    });

    test('where the answer got lost it is found instead of posted again', async () => {
      place.disturb('lost answer');
      const posted = await post('general', 'Unheard');
      expect(saying('Unheard')).toHaveLength(1);
      await place.adapter().withdraw(posted);
      expect(saying('Unheard')).toEqual([]);
    });

    test('a later process finds it by its key', async () => {
      const since = Date.now();
      const posted = await post('general', 'Found again');
      await vi.waitFor(async () =>
        expect(await place.adapter().find(to('general'), 'Found again', since)).toEqual(posted),
      );
      expect(await place.adapter().find(to('general'), 'Never posted', since)).toBeUndefined();
      const direct = await post('ada', 'For you alone');
      expect([direct, 'unknown']).toContainEqual(
        await place.adapter().find(to('ada'), 'For you alone', since),
      );
    });

    test('what may be shown in a channel is what all of its readers may see', async () => {
      const audience = async (where: Where) =>
        (await place.adapter().audience(place.workspace, place.idOf(where))).channels;
      expect(await audience('general')).toEqual(new Set([place.idOf('general')]));
      expect(await audience('secret')).toEqual(new Set([place.idOf('general'), place.idOf('secret')]));
      expect((await place.adapter().audience(place.workspace, place.idOf('ada'))).channels).toEqual(
        new Set(),
      );
    });

    test('what somebody may see is known without their asking', async () => {
      const seen = async (who: Where) =>
        (await place.adapter().viewerOf(place.workspace, place.idOf(who))).channels;
      expect(await seen('ada')).toEqual(new Set([place.idOf('general'), place.idOf('secret')]));
      expect(await seen('bo')).toEqual(new Set([place.idOf('general')]));
      await expect(seen('secret')).rejects.toThrow();
    });

    test('a process that is signed in beside the connected one says and knows the same', async () => {
      const { workspace } = place;
      const beside = place.another();
      try {
        await beside.signIn();
        expect(beside.serves(workspace)).toBe(true);
        const since = Date.now();
        const posted = await beside.post(to('general'), said('Said beside'), 'Said beside');
        await vi.waitFor(async () =>
          expect(await place.adapter().find(to('general'), 'Said beside', since)).toEqual(posted),
        );
        await place.adapter().revise(posted, said('Said again'));
        expect(saying('Said again')).toMatchObject([{ where: 'general' }]);
        for (const where of ['general', 'secret'] as const)
          expect(await beside.audience(workspace, place.idOf(where))).toEqual(
            await place.adapter().audience(workspace, place.idOf(where)),
          );
        const { channels } = await place.adapter().viewerOf(workspace, place.idOf('ada'));
        expect((await beside.viewerOf(workspace, place.idOf('ada'))).channels).toEqual(channels);
        await beside.withdraw(posted);
        expect(saying('Said again')).toEqual([]);
      } finally {
        await beside.stop();
      }
    });

    test('a workspace that it does not serve is refused', async () => {
      expect(place.adapter().serves(place.workspace)).toBe(true);
      expect(place.adapter().serves('nowhere:1')).toBe(false);
      const refusal = place.adapter().post({ workspace: 'nowhere:1', channel: '1' }, said('Lost'), 'Lost');
      await expect(refusal).rejects.toThrow(HubbubError);
    });
  });
}
