/** A row of the JSONL form. */
export interface Row {
  id: string;
  channel: string;
  user: string;
  ts: string;
  text: string;
  threadId?: string;
}

const talk: Record<string, [channel: string, lines: string[]]> = {
  printer: [
    'office',
    [
      'the printer on the second floor jams on every double sided page',
      'I cleared the paper tray and the printer still jams',
      'is it the printer with the blinking orange light?',
      'yes, that printer, the paper feed roller is worn out',
      'ordered a new feed roller for the printer, it arrives on monday',
      'please print single sided until then, the printer manages that',
    ],
  ],
  parser: [
    'code',
    [
      'the date parser breaks on two digit years, `parseDate("1.2.98")` gives 2098',
      'the parser guesses the century from the current year',
      'can we make the date parser refuse two digit years?',
      'some customers still send two digit years, so the parser needs a pivot year',
      'pivot year 70 in the date parser then, with a test for 1998',
      'merged, the date parser now has a pivot year',
    ],
  ],
  picnic: [
    'office',
    [
      'summer picnic at the lake on saturday, who brings salad?',
      'I bring potato salad to the picnic and a blanket',
      'the picnic needs a frisbee, I have two',
      'will there be something vegetarian at the picnic?',
      'plenty, half of the picnic is salad',
      'if it rains we move the picnic to the boat house at the lake',
    ],
  ],
};

const users = ['Ada', 'Bo', 'Cleo'];

/** Three conversations on three days, six messages each. */
export function teamChat(): Row[] {
  return Object.entries(talk).flatMap(([name, [channel, lines]], day) =>
    lines.map((text, i) => ({
      id: `${name}-${i}`,
      channel,
      user: users[i % users.length]!,
      ts: new Date(Date.UTC(2025, 4, 5 + day, 10, 2 * i)).toISOString(),
      text,
    })),
  );
}

/** Many different texts, for what takes a while. */
export function longChat(messages: number): Row[] {
  const all = Object.values(talk).flatMap(([, lines]) => lines);
  return Array.from({ length: messages }, (_, i) => ({
    id: `m${i}`,
    channel: 'long',
    user: users[i % users.length]!,
    ts: new Date(Date.UTC(2025, 4, 5) + i * 60_000).toISOString(),
    text: `${all[i % all.length]} (${i}, ${all[(i * 7) % all.length]})`,
  }));
}

export const jsonl = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');
