import { DrizzleQueryError } from 'drizzle-orm/errors';
import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { HubbubError } from './errors.ts';
import { logTrouble, openLog } from './log.ts';

const config = loadConfig({
  SLACK_BOT_TOKEN: 'xoxb-our-own-1',
  SLACK_APP_TOKEN: 'plain$secret',
  DISCORD_TOKEN: 'discord.secret.of-ours',
  OPENAI_API_KEY: 'key-of-ours',
  DATABASE_URL: 'postgres://hubbub:pass%2Fword@localhost/hubbub',
});

/** Says something to a log and returns the lines that came out. */
function said(say: (log: ReturnType<typeof openLog>) => void, isTTY = false): string {
  let lines = '';
  say(openLog(config, { isTTY, write: (line: string) => (lines += line) }));
  return lines;
}

test('no token and no password of the settings gets into the log, wherever it stands', () => {
  const lines = said((log) => {
    log.error({ url: 'postgres://hubbub:pass%2Fword@localhost' }, 'refused plain$secret and pass/word');
    log.info({ a: { deep: { list: ['discord.secret.of-ours'] } } }, 'Bearer key-of-ours');
    log.info(
      'somebody else’s xoxb-12-abc, sk-proj-0123456789abcdef and redis://u:hush@host, password: swordfish7',
    );
  });
  expect(lines).not.toMatch(
    /plain\$secret|pass.{1,3}word|discord\.secret|key-of-ours|xoxb-|sk-proj|hush|swordfish/,
  );
  expect(
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).level),
  ).toEqual(['error', 'info', 'info']);
});

test('what a model is not told is not logged either, in errors and fields as well', () => {
  const secret = `AKIA${'IOSFODNN7EXAMPLF'}`;
  const lines = said((log) => {
    log.error({ err: new Error(`refused ada@example.org, ${secret}`) }, 'asking');
    log.warn({ at: [{ deep: `password: swordfish7, ${secret}`, port: 1 }] }, 'again');
    log.warn({ url: 'amqp://u:hush@host/x' }, 'and again');
  });
  expect(lines).not.toMatch(/ada@|swordfish|AKIA|hush/);
  expect(JSON.parse(lines.split('\n')[1]!)).toMatchObject({ at: [{ port: 1 }], msg: 'again' });
});

test('a failed query does not carry the texts that it was to store', () => {
  const cause = Object.assign(new Error('could not extend file'), { code: '53100' });
  const error = new DrizzleQueryError('insert into message', ['a secret of ada'], cause);
  const lines = said((log) => {
    logTrouble(log, 'storing messages', error);
    logTrouble(
      log,
      'storing messages',
      new DrizzleQueryError('insert', ['a secret of ada'], new Error('odd')),
    );
    log.warn({ err: error, message: { text: 'a secret of ada' } }, 'again');
  });
  expect(lines).not.toContain('a secret of ada');
  expect(lines).toMatch(/no room left on its disk.*\n.*Trouble storing messages: odd/);
});

test('what a person can act on is said with what to do, and without a stack', () => {
  const [line] = said((log) =>
    logTrouble(log, 'reading', new HubbubError('It is broken.', 'Mend it.')),
  ).split('\n');
  expect(JSON.parse(line!)).toMatchObject({ msg: 'Trouble reading: It is broken.', fix: 'Mend it.' });
  expect(line).not.toContain('stack');
});

test.each([true, false])('a name cannot steer the terminal that shows the log (terminal: %s)', (isTTY) => {
  const lines = said(
    (log) => log.info({ name: 'x\x1b[2J\u202egone' }, 'joined #\x1b]0;t\x07\u202eevil\x9b1m'),
    isTTY,
  );
  const plain = lines.replace(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), '');
  expect(plain).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]|u001b/u);
  expect(lines).toContain('joined #');
});
