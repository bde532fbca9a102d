import { and, eq } from 'drizzle-orm';
import { type Adapter, type ChannelSource, type Host, notServed } from '../../adapters/adapter.ts';
import { welcomeReply } from '../commands/privacy.ts';
import type { Reply } from '../commands/reply.ts';
import { runCommand } from '../commands/run.ts';
import { topicNames } from '../commands/topic-names.ts';
import type { Hubbub } from '../hubbub.ts';
import type { Message } from '../message.ts';
import { metrics } from '../metrics.ts';
import { admission, keptFrom } from '../privacy/admission.ts';
import { Upkeep } from '../privacy/upkeep.ts';
import { type Claims, openClaims } from '../store/claims.ts';
import { messages } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { CatchUp } from './catch-up.ts';
import { Inbox } from './inbox.ts';
import { Reconcile } from './reconcile.ts';
import { Tend } from './tend.ts';

/** The core as live adapters see it, and how to wind it down. */
export interface LiveHost extends Host {
  /** Duties that one process at a time has. */
  readonly claims: Claims;
  /** Resolves once what arrived or was asked for has been stored, read and placed. */
  idle(): Promise<void>;
  /** Compares everything stored with the platforms now, instead of gently day by day; resolves once that is done. */
  reconcile(): Promise<void>;
  /** Stops reading, stores what has arrived, and stops tending. Stop the adapters first. */
  close(): Promise<void>;
}

/**
 * Puts the live side together: what arrives is stored, read up on, embedded and placed into topics.
 *
 * @example
 * const host = await openHost(hubbub, { onTrouble: (where, error) => log.error({ err: error }, where) });
 * await slack.start(host);
 */
export async function openHost(
  hubbub: Hubbub,
  {
    onTrouble,
    onChanged,
    platforms = [],
  }: {
    onTrouble(where: string, error: unknown): void;
    /** Told of messages that were deleted or edited. */
    onChanged?(messages: readonly string[]): void;
    /** Asked who reads a channel. */
    platforms?: readonly Adapter[];
  },
): Promise<LiveHost> {
  const store = await hubbub.store();
  const claims = openClaims(store);
  const tend = new Tend(hubbub, {
    claims,
    roles: hubbub.config.roles,
    onTrouble: (error) => onTrouble('keeping topics current', error),
  });
  const admits = admission(hubbub.config);
  let noting = Promise.resolve();
  const inbox = new Inbox(store, {
    admits,
    onStored: (arrived) => {
      tend.wake();
      noting = noting
        .then(() => catchUp.note(arrived))
        .catch((error) => onTrouble('noting how far messages were read', error));
    },
    onChanged,
    onTrouble: (error) => onTrouble('storing messages', error),
    onEmpty: () => catchUp.readPutOff(),
  });
  const onUnread = (source: ChannelSource, error: unknown) =>
    onTrouble(`reading channel ${source.name ?? source.channel} of ${source.workspace}`, error);
  const catchUp = new CatchUp(store, inbox, {
    onTrouble: onUnread,
    keptFrom: ({ channel, name }) =>
      keptFrom(hubbub.config.retention, { id: channel, name: name?.replace(/^#/, '') }),
  });
  const reconcile = new Reconcile(store, inbox, { quiet: () => catchUp.idle(), onTrouble: onUnread });
  const upkeep = new Upkeep(hubbub, {
    claims,
    onTrouble: (error) => onTrouble('clearing away what is not to be kept', error),
  });
  return {
    claims,
    async receive(message) {
      catchUp.expect(message);
      // It was stored under other settings, and does not say this any more.
      if (message.editedTs && !admits(message) && (await isStored(store, message)))
        return inbox.remove(message.workspace, [message.id]);
      if (!inbox.full) return inbox.receive(message);
      // Better read again later than let memory grow; its channel's mark stays where it is until then.
      catchUp.putOff(message);
      metrics.missed.inc();
    },
    remove: (workspace, ids) => inbox.remove(workspace, ids),
    async removeAll(workspace, place) {
      await inbox.remove(workspace, []); // what has arrived before is stored by then
      const inside =
        'channel' in place ? eq(messages.channel, place.channel) : eq(messages.threadId, place.threadId);
      const rows = await store.db
        .select({ id: messages.id })
        .from(messages)
        .where(and(eq(messages.workspace, workspace), inside));
      await inbox.remove(
        workspace,
        rows.map(({ id }) => id),
      );
    },
    catchUp(source) {
      catchUp.request(source);
      reconcile.know(source);
    },
    async welcome({ workspace, channel, name }) {
      const platform = platforms.find((one) => one.serves(workspace));
      if (!platform || !admits({ channel, channelName: name, ts: Date.now() })) return;
      try {
        const key = `welcome ${channel} ${Date.now()}`;
        await platform.post({ workspace, channel }, welcomeReply(hubbub.config), key);
      } catch (error) {
        // Where it may read but not write, it reads all the same.
        onTrouble(`saying hello in ${name ?? channel} of ${workspace}`, error);
      }
    },
    reconcile: () => reconcile.pass({ pause: 0, now: true }),
    run: (viewer, line) =>
      timed(line, () =>
        runCommand(hubbub, viewer, line, {
          readAgain: (channel) => catchUp.again(viewer.workspace, channel),
          audience: async (channel) => {
            const platform = platforms.find((one) => one.serves(viewer.workspace));
            if (!platform) throw notServed(viewer.workspace);
            return platform.audience(viewer.workspace, channel);
          },
        }),
      ),
    topicNames: (viewer, typed) => topicNames(store, viewer, typed),
    async idle() {
      await catchUp.idle();
      await tend.idle();
    },
    async close() {
      await Promise.all([catchUp.stop(), reconcile.stop()]);
      await inbox.close();
      await noting;
      await Promise.all([tend.close(), upkeep.close()]);
      await claims.close();
    },
  };
}

const isStored = async ({ db }: Store, { workspace, id }: Message): Promise<boolean> =>
  (await db.$count(messages, and(eq(messages.workspace, workspace), eq(messages.id, id)))) > 0;

/** Commands that are measured by name; anybody may type anything. */
const MEASURED = new Set(['topics', 'similar', 'digest', 'status']);

async function timed(line: string, answer: () => Promise<Reply>): Promise<Reply> {
  const word = /^\s*(?:\/?hubbub\s+)?\/?(\S*)/.exec(line)![1]!;
  const done = metrics.command.startTimer({ command: MEASURED.has(word) ? word : 'other' });
  let outcome = 'failed';
  try {
    const reply = await answer();
    outcome = 'answered';
    return reply;
  } finally {
    done({ outcome });
  }
}
