import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConversationLink, findConversations } from './conversations.ts';
import { type Matrix, normalizeRows, zeros } from './matrix.ts';
import type { WindowMessage } from './window.ts';

const noVectors = (rows: number): Matrix => zeros(rows, 4);

/** Messages of one channel from lines such as `12:30 ann: Hello`. */
const dialogue = (lines: string, channel = 'general'): WindowMessage[] =>
  lines
    .trim()
    .split('\n')
    .map((line, i) => {
      const [, hours, minutes, author, text] = /(\d+):(\d+) (\w+): (.*)/.exec(line)!;
      const ts = Date.UTC(2024, 0, 1, Number(hours), Number(minutes));
      return { id: `${channel}-${String(i).padStart(3, '0')}`, channel, author: author!, ts, text: text! };
    });

const group = (messages: WindowMessage[]) => [...findConversations(messages, noVectors(messages.length))];

test('nothing said, nothing found', () => {
  expect(group([])).toEqual([]);
});

describe('what people linked stays together', () => {
  const chat = dialogue(`
    9:00 ann: The deploy key expires on Friday
    9:01 bob: Lunch at the harbour today?
    9:02 cem: I rotated it in the vault
    9:03 dee: Count me in
    9:04 eve: Which vault is that`);

  test('a thread, with or without a mark on its first message, however it is interleaved', () => {
    const [root, other, first, , second] = chat;
    for (const start of [root!, { ...root!, threadId: root!.id }]) {
      const numbers = group([
        start,
        other!,
        { ...first!, threadId: root!.id },
        { ...second!, ts: second!.ts + 9e8, threadId: root!.id },
      ]);
      expect(numbers[2]).toBe(numbers[0]);
      expect(numbers[3]).toBe(numbers[0]);
    }
  });

  test('a thread whose first message is not in the window', () => {
    const numbers = group([{ ...chat[0]!, threadId: 'gone' }, chat[1]!, { ...chat[2]!, threadId: 'gone' }]);
    expect(numbers[2]).toBe(numbers[0]);
    expect(numbers[1]).not.toBe(numbers[0]);
  });

  test('an answer joins what it answers, also across channels and days', () => {
    const late = { ...chat[4]!, channel: 'ops', ts: chat[4]!.ts + 5e8, replyTo: chat[0]!.id };
    const numbers = group([...chat.slice(0, 4), late]);
    expect(numbers[4]).toBe(numbers[0]);
  });
});

test('channels do not mix', () => {
  const here = dialogue('9:00 ann: Ship it\n9:01 bob: Shipped', 'here');
  const there = dialogue('9:00 ann: Ship it\n9:01 bob: Shipped', 'there');
  const numbers = group([...here, ...there]);
  const inBoth = numbers.slice(0, 2).filter((n) => numbers.slice(2).includes(n));
  expect(inBoth).toEqual([]);
});

test('two dialogues at once are told apart by who speaks to whom', () => {
  const chat = dialogue(`
    7:00 eve: Morning, is the mirror down again?
    7:02 fay: eve: no, it moved to the new address
    7:03 eve: fay: ah, found it, thanks
    7:40 gus: Does anybody run the beta on a laptop?
    7:44 hal: gus: I do, suspend is broken there
    7:45 gus: hal: then I wait
    9:00 ann: Hi, how do I mount an encrypted disk at boot?
    9:01 bob: ann: put it into crypttab
    9:02 cem: Hello all, since the update my printer feeds blank pages only, does anyone know that?
    9:03 ann: bob: and the passphrase goes where?
    9:04 dee: cem: did you clean the heads
    9:05 bob: ann: a keyfile readable by root alone
    9:05 cem: dee: yes, twice
    9:06 dee: cem: then the cartridge is dry
    9:07 ann: bob: works, thanks!`);
  const [, , , , , , disk, , printer, ...rest] = group(chat);
  expect(printer).not.toBe(disk);
  expect(rest).toEqual([disk, printer, disk, printer, printer, disk]);
});

test('after a night, another person with another question starts anew', () => {
  const chat = dialogue(`
    9:00 ann: The build is red again
    9:01 bob: A flaky test, I restart it
    9:02 ann: Green now
    9:03 bob: Good
    23:30 cem: Hello everyone, where do I find the holiday calendar for next year?`);
  const numbers = group(chat);
  expect(new Set(numbers.slice(0, 4)).size).toBe(1);
  expect(numbers[4]).not.toBe(numbers[0]);
});

test('what nearly was is told as links between different conversations', () => {
  const chat = dialogue(`
    9:00 ann: The build is red again
    9:01 bob: Which build, the nightly one?
    9:20 cem: Is the nightly build red for everyone?
    9:21 dee: Yes, the nightly build is red`);
  const links: ConversationLink[] = [];
  const numbers = findConversations(chat, noVectors(4), { onLink: (link) => links.push(link) });
  for (const { from, to, weight } of links) {
    expect(numbers).toContain(from);
    expect(numbers).toContain(to);
    expect(from).not.toBe(to);
    expect(weight).toBeGreaterThan(0);
  }
});

describe('for any chat', () => {
  const vocabulary = ['red', 'build', 'ann', 'bob:', '@cem', 'lunch?', 'key', 'thanks', 'why', 'ok'];
  const anyChat = fc
    .array(
      fc.record({
        channel: fc.constantFrom('a', 'b'),
        author: fc.constantFrom('ann', 'bob', 'cem', 'dee'),
        pause: fc.constantFrom(0, 1000, 60_000, 7_200_000),
        text: fc.array(fc.constantFrom(...vocabulary), { maxLength: 6 }).map((w) => w.join(' ')),
        link: fc.option(fc.record({ to: fc.nat(40), thread: fc.boolean() }), { freq: 4 }),
        direction: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 4, maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 40 },
    )
    .map((drafts) => {
      let ts = 0;
      const vectors = zeros(drafts.length, 4);
      const messages = drafts.map(({ channel, author, pause, text, link, direction }, i): WindowMessage => {
        ts += pause;
        vectors.data.set(direction, i * 4);
        const to = link && String(link.to).padStart(3, '0');
        return {
          id: String(i).padStart(3, '0'),
          channel,
          author,
          ts,
          text,
          ...(to && (link.thread ? { threadId: to } : { replyTo: to })),
        };
      });
      return { messages, vectors: normalizeRows(vectors) };
    });

  const partition = (numbers: ArrayLike<number>) => {
    const first = new Map<number, number>();
    return Array.from(numbers, (n, i) => first.get(n) ?? first.set(n, i).get(n)!);
  };

  test('every message has a place, numbered from 0 by first appearance', () => {
    fc.assert(
      fc.property(anyChat, ({ messages, vectors }) => {
        const numbers = findConversations(messages, vectors);
        const firsts = [...new Set(numbers)];
        expect(firsts).toEqual(firsts.map((_, i) => i));
        expect(numbers.length).toBe(messages.length);
      }),
    );
  });

  test('the order of arrival is immaterial', () => {
    fc.assert(
      fc.property(anyChat, fc.infiniteStream(fc.nat()), ({ messages, vectors }, keys) => {
        const order = messages.map((_, i) => ({ i, key: keys.next().value! })).sort((a, b) => a.key - b.key);
        const shuffled = zeros(vectors.rows, 4);
        order.forEach(({ i }, to) => {
          shuffled.data.set(vectors.data.subarray(i * 4, i * 4 + 4), to * 4);
        });
        const numbers = findConversations(
          order.map(({ i }) => messages[i]!),
          shuffled,
        );
        const back = messages.map((_, i) => numbers[order.findIndex((o) => o.i === i)]!);
        expect(back).toEqual([...findConversations(messages, vectors)]);
      }),
    );
  });

  test('one more message changes nothing before it, continued or from scratch', () => {
    fc.assert(
      fc.property(anyChat, ({ messages, vectors }) => {
        const whole = findConversations(messages, vectors);
        const before = findConversations(messages.slice(0, -1), vectors);
        expect([...whole.slice(0, -1)]).toEqual([...before]);
        const continued = findConversations(messages, vectors, { previous: before });
        expect([...continued]).toEqual([...whole]);
      }),
    );
  });

  test('numbers from an earlier run stand, whatever they are', () => {
    fc.assert(
      fc.property(anyChat, fc.array(fc.integer({ min: -1, max: 9 })), ({ messages, vectors }, given) => {
        const previous = given.slice(0, messages.length);
        const numbers = findConversations(messages, vectors, { previous });
        previous.forEach((n, i) => {
          if (n >= 0) expect(numbers[i]).toBe(n);
        });
      }),
    );
  });

  test('threads are whole', () => {
    fc.assert(
      fc.property(anyChat, ({ messages, vectors }) => {
        const numbers = partition(findConversations(messages, vectors));
        const ofThread = new Map<string, number>();
        messages.forEach(({ threadId }, i) => {
          if (threadId === undefined) return;
          expect(ofThread.get(threadId) ?? numbers[i]).toBe(numbers[i]);
          ofThread.set(threadId, numbers[i]!);
        });
      }),
    );
  });
});
