import { randomBytes } from 'node:crypto';
import type { types } from '@slack/bolt';
import { checkMessage, withBlockIds } from './blocks.ts';
import { newTs } from './ids.ts';
import type { Posted, SlackChannel, SlackUser } from './model.ts';
import { pingsIn } from './pings.ts';
import type { Records, Reply, ShownView } from './records.ts';
import { refusedFiles } from './shown-files.ts';
import type { SlackTeam } from './team.ts';
import { until } from './until.ts';

/** What an app sends to a response_url, or in an acknowledgement. */
interface Response {
  text?: string;
  blocks?: types.AnyBlock[];
  attachments?: types.MessageAttachment[];
  response_type?: string;
  replace_original?: boolean;
  delete_original?: boolean;
  thread_ts?: string;
}

const USES = 5;
const MINUTES = 30;

/** One thing that somebody did with the app, and what came of it. */
export class Interaction {
  readonly triggerId = `${Date.now()}.${randomBytes(4).readUInt32BE()}.${randomBytes(16).toString('hex')}`;
  readonly responseUrl: string;
  readonly user: SlackUser;
  /** What Slack shows the person: nothing, or that the app `operation_timeout`, or `dispatch_failed`. */
  outcome: 'acknowledged' | 'operation_timeout' | 'dispatch_failed' | undefined;
  /** From the click to the acknowledgement, in milliseconds. */
  ms: number | undefined;
  /** What the acknowledgement carried. */
  answer: unknown;
  /** What the app answered through the acknowledgement and the response_url. */
  readonly replies: Reply[] = [];
  /** What the app showed in answer. */
  readonly views: ShownView[] = [];
  /** When it was, in milliseconds since the epoch; tests may set it back to let the response_url expire. */
  at = Date.now();
  /** Whether the trigger has opened a view. @internal */
  triggered = false;
  readonly #team: SlackTeam;
  readonly #records: Records;
  readonly #channel: SlackChannel | undefined;
  readonly #original: Reply | Posted | undefined;
  #uses = 0;

  constructor(
    team: SlackTeam,
    { origin, records }: { origin: string; records: Records },
    place: { user: SlackUser; channel?: SlackChannel; original?: Reply | Posted },
  ) {
    this.#team = team;
    this.#records = records;
    this.user = place.user;
    this.#channel = place.channel;
    this.#original = place.original;
    this.responseUrl = `${origin}/response/${team.id}/${randomBytes(12).toString('hex')}`;
  }

  /** The answer of this number, as soon as it is there. */
  async reply(index = 0): Promise<Reply> {
    return until(() => this.replies[index], `No reply ${index} came.`);
  }

  /** The view that the app opened, as soon as it is there. */
  async view(): Promise<ShownView> {
    return until(() => this.views.at(-1), 'No view was opened.');
  }

  /** Takes what the app posts to the response_url; the error, if Slack refuses. @internal */
  respond(response: Response): string | undefined {
    if (Date.now() - this.at > MINUTES * 60_000)
      return this.#refuse('expired_url', `after ${MINUTES} minutes`);
    if (++this.#uses > USES) return this.#refuse('used_url', `used more than ${USES} times`);
    return this.take(response, 'response_url');
  }

  /** @internal */
  take(response: Response, via: 'ack' | 'response_url'): string | undefined {
    const { text = '', blocks = [], delete_original, replace_original, response_type, thread_ts } = response;
    const [first, ...more] = delete_original ? [] : checkMessage(response);
    if (first) {
      this.#records.violations.push(first, ...more);
      return first.error;
    }
    const [refused] = refusedFiles(blocks, this.#records, this.#team.id);
    if (refused) return refused.error;
    const original = delete_original ? 'deleted' : replace_original ? 'replaced' : undefined;
    const ephemeral = response_type !== 'in_channel' && !(original && this.#originalIsPublic());
    const reply: Reply = {
      via,
      team: this.#team.id,
      channel: this.#channel!.id,
      ts: original ? this.#original!.ts : newTs(),
      ...(thread_ts && { thread_ts }),
      ephemeral,
      ...(ephemeral && { user: this.user.id }),
      text,
      blocks: withBlockIds(blocks),
      ...(original && { original }),
      pings: pingsIn(response),
    };
    if (!ephemeral) this.#inChannel(reply);
    this.replies.push(reply);
    this.#records.replies.push(reply);
  }

  #refuse(error: string, detail: string): string {
    this.#records.violations.push({ error, detail: `response_url ${detail}` });
    return error;
  }

  #originalIsPublic = () =>
    this.#original !== undefined && !('ephemeral' in this.#original && this.#original.ephemeral);

  /** What everybody in the channel sees is a message of the app like others. */
  #inChannel({ original, text, blocks, ts }: Reply): void {
    const posted = { channel: this.#channel!, ts };
    if (original === 'deleted') this.#team.delete(posted);
    else if (original === 'replaced') this.#team.edit(posted, text, blocks);
    else this.#team.post(this.#channel!, this.#team.bot, text, { blocks });
  }
}
