import type { Reply } from '../src/commands/reply.ts';
import { HubbubError } from '../src/errors.ts';
import type { Message } from '../src/message.ts';
import type { Viewer } from '../src/viewer.ts';

/**
 * A place that messages come from and that replies go to. Each is one folder beside this file and one line in
 * src/main.ts; each passes the suites in test/contract/.
 *
 * @example
 * const slack = slackAdapter(config.slack);
 * await slack.start(host); // from here on messages arrive and commands are answered
 * await slack.stop();
 */
export interface Adapter {
  /** What its workspace keys begin with: `slack`, `discord`. */
  readonly platform: string;
  /** Names its connection where only one process may have it at a time; of several with the same, the others stand by. */
  readonly seat?: string;
  /**
   * Connects, and resolves once messages and commands arrive. Then, and whenever something may have been missed,
   * it hands the channels it reads to `host.catchUp`.
   *
   * @throws HubbubError for a wrong token, a missing permission or an unreachable platform.
   */
  start(host: Host): Promise<void>;
  /**
   * Signs in to say things unasked and to tell who may see what, where another process is connected: nothing is
   * received and nobody answered. It may be started later.
   *
   * @throws HubbubError for a wrong token or an unreachable platform.
   */
  signIn(): Promise<void>;
  /** Takes nothing new, finishes what is in hand, disconnects. */
  stop(): Promise<void>;
  /** What `doctor` looks at, by name, instead of starting. */
  examine(): Record<string, Finding>;
  /** Whether it is connected or signed in to a workspace by now, so that what follows can be asked of it. */
  serves(workspace: string): boolean;
  /**
   * Says something unasked: into a channel, or to one person alone. It calls nobody and unfurls no link. Rate limits and
   * passing faults are tried again for about a minute.
   *
   * @param key names this post: after a fault it is looked for by that name, so that it is never there twice
   * @throws UnclearPost where it may be there or not; for any other error it is not there.
   */
  post(place: Place, reply: Reply, key: string): Promise<Posted>;
  /**
   * A post of an earlier try, which may have been of another process.
   *
   * @param since when that try began, in milliseconds since the epoch
   * @returns `unknown` where the platform does not tell
   */
  find(place: Place, key: string, since: number): Promise<Posted | 'unknown' | undefined>;
  /** Puts something else in the place of what was posted. Nothing happens where somebody has taken that away. */
  revise(posted: Posted, reply: Reply): Promise<void>;
  /** Takes away what was posted, if it is still there. */
  withdraw(posted: Posted): Promise<void>;
  /**
   * What every reader of a channel may see, and so what may be shown in it.
   *
   * @throws whatever keeps the platform from answering: then nothing may be shown.
   */
  audience(workspace: string, channel: string): Promise<Viewer>;
  /**
   * What a person may see who has not just asked.
   *
   * @throws whatever keeps the platform from answering: then nothing may be shown.
   */
  viewerOf(workspace: string, person: string): Promise<Viewer>;
}

/** Where something is said unasked: a channel, or a person by author id. */
export type Place = { workspace: string } & ({ channel: string } | { person: string });

/** Where the platform has what was posted: plain JSON, to be stored. */
export interface Posted {
  workspace: string;
  /** Of the channel, or of the direct conversation with a person. */
  channel: string;
  /** What the platform calls the message. */
  id: string;
}

/** Nobody can tell whether it was posted: the connection broke, and the platform lets nobody look. */
export class UnclearPost extends HubbubError {
  override name = 'UnclearPost';
}

/** Tries something for real and says what it found; throws a HubbubError that names what is wrong and how to mend it. */
export type Finding = () => Promise<string>;

/** What the core does for an adapter. */
export interface Host {
  /**
   * Takes a new or edited message; resolves once it is stored. The same message may come any number of times.
   * Where the store falls behind, the promise takes longer: wait for it before reading more of a backlog,
   * but never before acknowledging an event.
   */
  receive(message: Message): Promise<void>;
  /** Forgets messages that were deleted; resolves once they are gone. Unknown ids are ignored. */
  remove(workspace: string, ids: readonly string[]): Promise<void>;
  /** Forgets all messages of a channel or a thread that was deleted; resolves once they are gone. */
  removeAll(workspace: string, place: { channel: string } | { threadId: string }): Promise<void>;
  /**
   * Reads what is missing of one channel in the background: first what was missed since the last time, then its
   * history, newest first, from where an earlier run stopped. Calls for a channel already being read are joined.
   */
  catchUp(channel: ChannelSource): void;
  /** The bot was brought into a channel, or into a server whose members meet in it: they are told what it does. */
  welcome(place: { workspace: string; channel: string; name?: string }): Promise<void>;
  /** Answers one command line such as `/topics --since 3d` with what `viewer` may see. */
  run(viewer: Viewer, line: string): Promise<Reply>;
  /** Topics for somebody who is typing the name of one: those that it begins or occurs in, best first. */
  topicNames(viewer: Viewer, typed: string): Promise<{ id: string; label: string }[]>;
}

/** Later than anything that has been said, in milliseconds since the epoch: our own clock may be behind. */
export const FAR_FUTURE = Date.UTC(2100, 0);

/** A channel, or one thread of it, that can be read backwards. */
export interface ChannelSource {
  workspace: string;
  channel: string;
  /** Set where the platform reads each thread by itself; its messages carry `channel` and this thread id. */
  threadId?: string;
  /** Set where threads are sources of their own: none of their messages come with the channel's. */
  threadsApart?: true;
  /**
   * When its newest message was posted, in milliseconds since the epoch, set where nothing changes any more: what has
   * been read up to there is not read again.
   */
  newest?: number;
  name?: string;
  /**
   * The channel's messages posted between two moments, with the replies of their threads, newest page first. Both
   * bounds are inclusive, in milliseconds since the epoch, and may be missing. A message may come twice.
   * A reply of an old thread belongs to the stretch in which it was posted, as far as the platform can tell.
   *
   * @throws HubbubError when the platform refuses for good; passing faults and rate limits are waited out.
   */
  pages(range: { after?: number; before?: number }, signal: AbortSignal): AsyncIterable<HistoryPage>;
}

export interface HistoryPage {
  messages: Message[];
  /** Everything in the range that is newer than this moment has been delivered by now. */
  reachedBackTo: number;
  /** Set where the platform holds back what is older than these messages: what is missing there is not deleted. */
  limited?: true;
}

/** Something an archive holds that could not be read: skipped, counted and shown, never fatal. */
export interface Problem {
  /** File (or entry in a zip) it was found in. */
  file: string;
  /** Line, byte offset or index of the message, in words: `line 12`, `message 3`. */
  position?: string;
  reason: string;
}

/** One thing that comes out of an export: a message, a place to resume from, or a problem. */
export type ArchiveItem =
  | { kind: 'message'; message: Message }
  | { kind: 'checkpoint'; workspace: string; file: string; fingerprint: string }
  | { kind: 'problem'; problem: Problem };

/** What an adapter throws that is asked about a workspace which it does not serve. */
export const notServed = (workspace: string): HubbubError =>
  new HubbubError(
    `${workspace} is not connected here.`,
    'Set its token and start Hubbub, or invite the bot there.',
  );
