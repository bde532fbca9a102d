import { DrizzleQueryError } from 'drizzle-orm/errors';
import pino, { type Logger } from 'pino';
import { prettyFactory } from 'pino-pretty';
import type { Config } from './config.ts';
import { HubbubError } from './errors.ts';
import { metrics } from './metrics.ts';
import { redact } from './privacy/redact.ts';
import { explainTrouble } from './store/trouble.ts';

export type { Logger } from 'pino';

/** Keys under which nothing is ever logged, wherever they stand: what people wrote, and what opens doors. */
const HIDDEN = ['text', 'texts', 'params', 'token', 'apiKey', 'authorization', 'password', 'cookie'];
/** Controls and direction overrides: a name or a text must not steer the terminal that shows the log. */
const STEERING = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

type Settings = Pick<
  Config,
  'openai' | 'slack' | 'discord' | 'web' | 'databaseUrl' | 'redisUrl' | 'logLevel'
>;

/**
 * The log of a running Hubbub, on standard error: lines for people on a terminal, JSON elsewhere. No token and no text of
 * a message gets into it, whatever an error carries.
 *
 * @example
 * const log = openLog(config);
 * log.error({ err: error }, 'storing messages');
 */
export function openLog(config: Settings, stream: LogStream = process.stderr): Logger {
  const hide = hiding(config);
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      redact: { paths: HIDDEN.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '…' },
      serializers: { err: describeError },
      hooks: { streamWrite: hide },
    },
    stream.isTTY ? forPeople(stream) : stream,
  );
}

interface LogStream {
  isTTY?: boolean;
  write(line: string): unknown;
}

function forPeople(stream: LogStream): LogStream {
  const lay = prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss', singleLine: true });
  return { write: (line) => stream.write(lay(line)) };
}

/**
 * Takes out of every text in a line the secrets of the settings by their very value, and what `redact` knows: the same as
 * before a model is asked, at some 20 µs a text.
 */
function hiding({ openai, slack, discord, web, databaseUrl, redisUrl }: Settings): (line: string) => string {
  const passwords = [databaseUrl, redisUrl].flatMap((url) => (url ? [new URL(url).password] : []));
  const secrets = [
    openai?.apiKey,
    discord?.token,
    ...(web?.signIn.map((app) => app.clientSecret) ?? []),
    ...passwords,
    ...passwords.map(decodeURIComponent),
    ...(slack?.workspaces.flatMap((tokens) => Object.values(tokens)) ?? []),
  ].filter((secret): secret is string => secret !== undefined && secret.length >= SHORTEST);
  const clean = (text: string) =>
    redact(secrets.reduce((safe, secret) => safe.replaceAll(secret, '…'), text)).replace(STEERING, '');
  return (line) =>
    `${JSON.stringify(JSON.parse(line, (_, value) => (typeof value === 'string' ? clean(value) : value)))}\n`;
}

/** Shorter ones would tear holes into ordinary words. */
const SHORTEST = 5;

/** An error for the log. What a person can act on needs no stack; a failed query carries the texts that it was to store. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  if (error instanceof HubbubError) return { type: error.name, message: error.message, fix: error.fix };
  const cause = error instanceof DrizzleQueryError ? (error.cause ?? new Error('a query failed')) : error;
  const { name, message, stack, code } = cause as Error & { code?: string };
  return { type: name, message, ...(code && { code }), stack: stack?.split('\n').filter(isFrame).join('\n') };
}

/** The other lines repeat the message. */
const isFrame = (line: string) => /^\s+at /.test(line);

/** Logs what went wrong, and counts it. `where` says in words what was being done: `storing messages`. */
export function logTrouble(log: Logger, where: string, error: unknown): void {
  const trouble = explainTrouble(error);
  const { message, fix, stack } = describeError(trouble) as { message: string; fix?: string; stack?: string };
  log.error({ ...(fix && { fix }), ...(stack && { stack }) }, `Trouble ${where}: ${message}`);
  metrics.trouble.inc();
}
