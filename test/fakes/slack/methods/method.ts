import type { types } from '@slack/bolt';
import { checkMessage, withBlockIds } from '../blocks.ts';
import type { SlackChannel, SlackUser } from '../model.ts';
import type { Tier } from '../rate-limits.ts';
import { refusedFiles } from '../shown-files.ts';
import type { SlackFake } from '../slack.ts';
import type { SlackTeam } from '../team.ts';

/** What a method is called with. */
export interface Context {
  slack: SlackFake;
  team: SlackTeam;
  args: Args;
  /** Whether it came with the app-level token. */
  appToken?: boolean;
}

/** A method of the Web API. */
export interface Method {
  tier: Tier;
  /** One of these scopes is needed, if any is named. */
  scopes?: readonly string[];
  /** The token it takes: the bot's if left out. */
  token?: 'app' | 'any';
  /** @throws ApiError for `ok: false`. */
  run(context: Context): object | undefined | Promise<object | undefined>;
}

/** `{ok: false, error}`, with further fields. */
export class ApiError extends Error {
  readonly fields: object;
  constructor(error: string, fields: object = {}) {
    super(error);
    this.fields = fields;
  }
}

/** Arguments of a call: JSON, or a form whose fields may hold JSON. */
export class Args {
  readonly all: Readonly<Record<string, unknown>>;

  constructor(all: Readonly<Record<string, unknown>>) {
    this.all = all;
  }

  text(name: string): string | undefined {
    const value = this.all[name];
    return value === undefined || value === null ? undefined : String(value);
  }

  required(name: string): string {
    const value = this.text(name);
    if (!value) throw new ApiError('invalid_arguments', missing(name));
    return value;
  }

  number(name: string, otherwise: number): number {
    const value = Number(this.text(name) ?? otherwise);
    if (!Number.isInteger(value) || value < 0) throw new ApiError('invalid_arguments', missing(name));
    return value;
  }

  flag(name: string): boolean {
    return ['true', '1'].includes(this.text(name) ?? '');
  }

  /** Names with commas between them. */
  list(name: string, otherwise: string): string[] {
    return (this.text(name) ?? otherwise).split(',').map((item) => item.trim());
  }

  /** @param error answered where it is not JSON */
  json<T>(name: string, error = 'invalid_arguments'): T | undefined {
    const value = this.all[name];
    if (typeof value !== 'string') return value as T | undefined;
    try {
      return JSON.parse(value) as T;
    } catch {
      throw new ApiError(error);
    }
  }
}

const missing = (name: string) => ({
  response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
});

/** The channel that the call is about, as far as the bot may know of it. */
export function channelOf({ team, args }: Context, name = 'channel'): SlackChannel {
  const channel = team.channels.get(args.required(name));
  if (!channel || (channel.kind !== 'channel' && !team.botIsIn(channel)))
    throw new ApiError('channel_not_found');
  return channel;
}

export function userOf({ team, args }: Context, name = 'user'): SlackUser {
  const user = team.users.get(args.required(name));
  if (!user) throw new ApiError('user_not_found');
  return user;
}

/** The scope that a kind of channel asks for: `need(context, channel, 'history')`. */
export function need({ team }: Context, { kind }: SlackChannel, what: 'history' | 'read'): void {
  const scope = `${{ channel: 'channels', private: 'groups', im: 'im', mpim: 'mpim' }[kind]}:${what}`;
  if (!team.granted.scopes.has(scope)) throw missingScope(team, scope);
}

export const missingScope = ({ granted }: SlackTeam, needed: string, provided = granted.scopes) =>
  new ApiError('missing_scope', { needed, provided: [...provided].join(',') });

/** The next so many items from the cursor on, and the cursor after them. */
export function page<T>(
  { args }: Context,
  items: readonly T[],
  { most, usual }: { most: number; usual: number },
) {
  const size = Math.min(args.number('limit', usual) || usual, most);
  const from = Number(decodeCursor(args.text('cursor'), 'offset') ?? 0);
  const rest = from + size < items.length;
  return {
    items: items.slice(from, from + size),
    response_metadata: { next_cursor: rest ? encodeCursor('offset', String(from + size)) : '' },
  };
}

export const encodeCursor = (kind: string, value: string): string =>
  Buffer.from(`${kind}:${value}`).toString('base64');

export function decodeCursor(cursor: string | undefined, kind: string): string | undefined {
  if (!cursor) return undefined;
  const [found, value] = Buffer.from(cursor, 'base64').toString().split(':');
  if (found !== kind || !value) throw new ApiError('invalid_cursor');
  return value;
}

/** Text and blocks of a message that the app sends, checked as Slack checks them. */
export function contentOf({ slack, team, args }: Context) {
  const text = args.text('text') ?? '';
  const blocks = args.json<types.AnyBlock[]>('blocks', 'invalid_blocks_format');
  const attachments = args.json<types.MessageAttachment[]>('attachments', 'invalid_attachments');
  const problems = checkMessage({ text, blocks, attachments });
  slack.records.violations.push(...problems);
  problems.push(...refusedFiles(blocks, slack.records, team.id));
  if (problems[0]) {
    const messages = problems.map(({ detail }) => `[ERROR] ${detail}`);
    throw new ApiError(problems[0].error, {
      errors: problems.map(({ detail }) => detail),
      response_metadata: { messages },
    });
  }
  return {
    text,
    ...(blocks && { blocks: withBlockIds(blocks) }),
    ...(attachments && { attachments }),
  };
}
