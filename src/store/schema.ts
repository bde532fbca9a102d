import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { Posted } from '../../adapters/adapter.ts';
import type { Draft } from '../digest/draft.ts';
import { toBinary } from './binary.ts';

/** A pgvector column without a fixed dimension: each embedder has its own, and `embedding.embedder` names it. */
const vector = customType<{ data: Float32Array; driverData: string | Buffer }>({
  dataType: () => 'vector',
  toDriver: toBinary,
  fromDriver: (text) => Float32Array.from(JSON.parse(text as string) as number[]),
});

/**
 * The words of a text for look-ups by keyword, as they are written and with their places. Signs part words, so that
 * `ERR_CONN_RESET` and `foo.bar()` are found by their parts, and whole as a phrase; PostgreSQL's own parser would take
 * some for hosts, files and numbers.
 */
const words = customType<{ data: string; driverData: string }>({ dataType: () => 'tsvector' });
const signs = `!"#$%&''()*+,-./:;<=>?@[\\]^_\`{|}~`;
const parted = sql.raw(
  `to_tsvector('simple', translate(left(text, 20000), '${signs}', '${' '.repeat(signs.length - 1)}'))`,
);

const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/**
 * What is left of a link to a message without host, query and fragment: the same message has links of several hosts
 * (ptb.discord.com) and with notes on how it was reached (?thread_ts=).
 */
export const placeOf = (link: SQLWrapper): SQL =>
  sql`regexp_replace(${link}, '^https?://[^/]*|[?#].*$', '', 'g')`;

// Every key starts with the workspace, so that the tables can be distributed by it.

export const workspaces = pgTable('workspace', {
  id: text().primaryKey(),
  name: text(),
  /** Id of the embedder whose vectors answer; null before the first was embedded. */
  embedder: text(),
  /** Id of the one whose vectors are being filled in beside them, to take its place. */
  nextEmbedder: text('next_embedder'),
  /** When an embedder last took the place of another. */
  switchedAt: moment('switched_at'),
  createdAt: moment('created_at').notNull().defaultNow(),
  /** When messages last arrived; the terminal shows the newest workspace unless told otherwise. */
  updatedAt: moment('updated_at').notNull().defaultNow(),
});

export const channels = pgTable(
  'channel',
  { workspace: text().notNull(), id: text().notNull(), name: text() },
  (t) => [primaryKey({ columns: [t.workspace, t.id] })],
);

export const authors = pgTable(
  'author',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    name: text(),
    bot: boolean().notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.id] })],
);

export const messages = pgTable(
  'message',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    channel: text().notNull(),
    author: text().notNull(),
    ts: moment('ts').notNull(),
    editedTs: moment('edited_ts'),
    text: text().notNull(),
    threadId: text('thread_id'),
    replyTo: text('reply_to'),
    permalink: text(),
    /** SHA-256 of the text, hex: unchanged text is never embedded twice. */
    contentHash: text('content_hash').notNull(),
    words: words().notNull().generatedAlwaysAs(parted),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    index('message_by_time').on(t.workspace, t.ts),
    index('message_by_channel').on(t.workspace, t.channel, t.ts),
    // Tells whether any message has a text, of which nothing else may be left otherwise.
    index('message_by_text').using('hash', t.contentHash),
    index('message_by_author').on(t.workspace, t.author, t.ts),
    // Without a list of what is still to be indexed, which every search would have to read.
    index('message_by_words').using('gin', t.words).with({ fastupdate: false }),
    index('message_by_place').using('hash', placeOf(t.permalink)).where(sql`${t.permalink} is not null`),
    index('message_by_thread').on(t.workspace, t.threadId).where(sql`${t.threadId} is not null`),
  ],
);

/** Messages that were removed: an export made before that does not bring them back. */
export const removals = pgTable(
  'removal',
  {
    workspace: text().notNull(),
    message: text().notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.message] })],
);

/** What people have decided about their own messages. Who they are is kept as a hash alone (`personKey`). */
export const privacyChoices = pgTable(
  'privacy_choice',
  {
    workspace: text().notNull(),
    person: text().notNull(),
    /** Nothing that they write is stored. */
    optedOut: boolean('opted_out').notNull().default(false),
    /** Nothing that they wrote up to here is stored, wherever it comes from. */
    forgottenUpTo: moment('forgotten_up_to'),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.person] })],
);

/** Hashes of texts that some message has lost, by an edit or with its removal, and that may still be known to caches. */
export const lostTexts = pgTable(
  'lost_text',
  { workspace: text().notNull(), hash: text().notNull() },
  (t) => [primaryKey({ columns: [t.workspace, t.hash] })],
);

/** One vector per message and embedder. Channel and time are repeated here so that a search filters before it ranks. */
export const embeddings = pgTable(
  'embedding',
  {
    workspace: text().notNull(),
    embedder: text().notNull(),
    message: text().notNull(),
    channel: text().notNull(),
    ts: moment('ts').notNull(),
    contentHash: text('content_hash').notNull(),
    vector: vector().notNull(),
  },
  (t) => [
    // In this order, for who deletes a message looks for its vectors of all embedders.
    primaryKey({ columns: [t.workspace, t.message, t.embedder] }),
    index('embedding_by_channel').on(t.workspace, t.embedder, t.channel),
    foreignKey({
      columns: [t.workspace, t.message],
      foreignColumns: [messages.workspace, messages.id],
    }).onDelete('cascade'),
  ],
);

/**
 * Messages that came or changed and have not been embedded since, so that what is to be done is found without looking at
 * all messages. One whose vector came otherwise may still be in it.
 */
export const unembedded = pgTable(
  'unembedded',
  {
    workspace: text().notNull(),
    message: text().notNull(),
    ts: moment('ts').notNull(),
    /** Of the text that it came with: one that has changed since is not done with. */
    contentHash: text('content_hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.message] }),
    index('unembedded_by_time').on(t.workspace, t.ts, t.message),
    foreignKey({
      columns: [t.workspace, t.message],
      foreignColumns: [messages.workspace, messages.id],
    }).onDelete('cascade'),
  ],
);

/** Messages that could not be stored or embedded: set aside, so that one never stops the others, and listed by `doctor`. */
export const setAside = pgTable(
  'set_aside',
  {
    workspace: text().notNull(),
    message: text().notNull(),
    /** What could not be done with it. */
    step: text().$type<'store' | 'embed'>().notNull(),
    /** Of the text that failed: another one is tried again. */
    contentHash: text('content_hash').notNull(),
    /** In the words of what refused it; never its text. */
    reason: text().notNull(),
    at: moment('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.message, t.step] })],
);

/** How far the work on a workspace is that goes on behind its messages: what is still to do, any process can see here. */
export const duties = pgTable(
  'duty',
  {
    workspace: text().notNull(),
    name: text().$type<'embed' | 'topics'>().notNull(),
    /** Messages that came to it since it was last done. */
    waiting: integer().notNull().default(0),
    /** Everything that had come up to this moment has been done. */
    doneAt: moment('done_at'),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.name] })],
);

/** What is known of the similarity of random pairs in one workspace and embedder: the yardstick of every threshold. */
export const calibrations = pgTable(
  'calibration',
  {
    workspace: text().notNull(),
    embedder: text().notNull(),
    /** 1,001 similarities: the quantiles 0, .001, ... 1 of random pairs of distinct texts. */
    quantiles: real().array().notNull(),
    /** Messages there were when the sample was drawn. */
    messages: integer().notNull(),
    sampledAt: moment('sampled_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.embedder] })],
);

/** What models were used for and what that cost: the ledger, a row for each day (UTC), workspace, purpose and model. */
export const spending = pgTable(
  'spending',
  {
    /** Empty where it was for none. */
    workspace: text().notNull(),
    day: date().notNull(),
    purpose: text().$type<'messages' | 'queries' | 'names' | 'digests' | 'compare'>().notNull(),
    model: text().notNull(),
    /** Tokens read and written; requests under way count with the most that they may take. */
    input: bigint({ mode: 'number' }).notNull(),
    output: bigint({ mode: 'number' }).notNull(),
    /** US dollars; null where the price was not known. */
    usd: doublePrecision(),
    /** Since when requests are refused for want of money; null once one has gone through again. */
    refusedAt: moment('refused_at'),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.day, t.purpose, t.model] }),
    index('spending_by_day').on(t.day),
  ],
);

/** How far an export has been read: a file with the same fingerprint is not read again. */
export const imports = pgTable(
  'import',
  {
    workspace: text().notNull(),
    file: text().notNull(),
    fingerprint: text().notNull(),
    finishedAt: moment('finished_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.file] })],
);

/** How far a live channel (or a thread read by itself) has been read, so that a later start reads only what is missing. */
export const readings = pgTable(
  'reading',
  {
    workspace: text().notNull(),
    /** Id of the thread where it is read by itself, of the channel otherwise. */
    source: text().notNull(),
    /** Everything up to here has been stored since reading began. */
    newest: moment('newest').notNull(),
    /** History has been read back to here. */
    oldest: moment('oldest').notNull(),
    /** Whether `oldest` is the channel's beginning. */
    complete: boolean().notNull().default(false),
    /** Stored messages are compared with the platform, newest first: this far, or null between two passes. */
    checked: moment('checked'),
    /** When the last pass ended. */
    checkedAt: moment('checked_at'),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.source] })],
);

export const topics = pgTable(
  'topic',
  {
    workspace: text().notNull(),
    id: text().notNull(),
    label: text().notNull(),
    summary: text().notNull().default(''),
    /** Id of the labeller, or `person` for a name that somebody chose and no run may change. */
    labelledBy: text('labelled_by').notNull(),
    /** Content hashes of its messages when the label was made; it is made anew only when they have really changed. */
    labelledMembers: text('labelled_members').array().notNull(),
    /** Of those, the ones that the labeller was shown: when one is deleted or edited, so is the label. */
    labelledFrom: text('labelled_from').array().notNull(),
    /** Channels that the name was drawn from: only who may read them all is shown it. */
    labelledChannels: text('labelled_channels').array().notNull(),
    keywords: text().array().notNull(),
    embedder: text().notNull(),
    centroid: vector().notNull(),
    /** Similarity to the centroid above which a new message joins between runs. */
    radius: doublePrecision().notNull(),
    /** Messages in the window of the last run: fewer now means that some were deleted. */
    size: integer().notNull(),
    pinned: boolean().notNull().default(false),
    hidden: boolean().notNull().default(false),
    /** `live`, `faded` (no message in the window any more) or `merged` (lives on in `mergedInto`). */
    state: text().$type<'live' | 'faded' | 'merged'>().notNull().default('live'),
    mergedInto: text('merged_into'),
    /** What it is about in the one space of all workspaces, where that is not its own id. For the operator alone. */
    subject: text(),
    bornAt: moment('born_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.id] }),
    // Tells which topics a lost text was in, however many topics there have been.
    index('topic_by_labelled').using('gin', sql`(${t.labelledMembers} || ${t.labelledFrom})`),
  ],
);

/** Where each message that a run has seen stands: in one topic, or unsorted. */
export const topicMembers = pgTable(
  'topic_member',
  {
    workspace: text().notNull(),
    message: text().notNull(),
    /** Of the text that was placed: another one now means that it was edited. */
    contentHash: text('content_hash').notNull(),
    /** Null where the message is unsorted. */
    topic: text(),
    /** The topic that the last run's clusters spoke for: a message moves when two runs in a row agree. */
    leaning: text(),
    /** For an unsorted message, the topic that comes closest. */
    nearest: text(),
    /** Similarity to the centroid of its topic, or of the nearest. */
    similarity: real().notNull(),
    /** The conversation within the run that placed it: its first message's id. */
    conversation: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.message] }),
    index('topic_member_by_topic').on(t.workspace, t.topic),
    foreignKey({
      columns: [t.workspace, t.message],
      foreignColumns: [messages.workspace, messages.id],
    }).onDelete('cascade'),
  ],
);

/** Where a message stands on the map: once it stands somewhere, it moves only when everything is laid out anew. */
export const mapPositions = pgTable(
  'map_position',
  {
    workspace: text().notNull(),
    embedder: text().notNull(),
    message: text().notNull(),
    x: real().notNull(),
    y: real().notNull(),
    /** It was laid out with all the others; false where it was placed among them later. */
    laidOut: boolean('laid_out').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.message, t.embedder] }),
    foreignKey({
      columns: [t.workspace, t.message],
      foreignColumns: [messages.workspace, messages.id],
    }).onDelete('cascade'),
  ],
);

/** The colour that a topic has wherever it is drawn, as a number of the palette. */
export const topicColours = pgTable(
  'topic_colour',
  { workspace: text().notNull(), topic: text().notNull(), colour: integer().notNull() },
  (t) => [
    primaryKey({ columns: [t.workspace, t.topic] }),
    foreignKey({
      columns: [t.workspace, t.topic],
      foreignColumns: [topics.workspace, topics.id],
    }).onDelete('cascade'),
  ],
);

export const topicEvents = pgTable(
  'topic_event',
  {
    workspace: text().notNull(),
    topic: text().notNull(),
    /** Number of the run that saw it, or null where a person did it between runs. */
    run: integer(),
    /** Time of the newest message then, not of the clock: archives are old. */
    at: moment('at').notNull(),
    kind: text().$type<'born' | 'grew' | 'merged' | 'split' | 'faded' | 'returned' | 'renamed'>().notNull(),
    /** The other topic of a merge or split, sizes before and after. */
    detail: jsonb().$type<Record<string, string | number>>().notNull().default({}),
  },
  (t) => [index('topic_event_by_topic').on(t.workspace, t.topic, t.at)],
);

/** The last run of each workspace: what it saw, so that the next one knows whether anything is new. */
export const topicRuns = pgTable('topic_run', {
  workspace: text().primaryKey(),
  run: integer().notNull(),
  embedder: text().notNull(),
  labeller: text().notNull(),
  /** Of the messages and vectors in the window: the same again means that there is nothing to do. */
  fingerprint: text().notNull(),
  /** Times of the first and the last message in the window. */
  from: moment('from').notNull(),
  to: moment('to').notNull(),
  messages: integer().notNull(),
  /** How many messages came since the whole window was clustered. */
  since: integer().notNull(),
});

/** A topic that people define: messages like its examples belong to it. */
export const watches = pgTable(
  'watch',
  {
    workspace: text().notNull(),
    name: text().notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.name] })],
);

/** An example of a watch: a text somebody wrote for it, or a message, which takes its example with it when deleted. */
export const watchExamples = pgTable(
  'watch_example',
  {
    workspace: text().notNull(),
    watch: text().notNull(),
    position: integer().notNull(),
    text: text(),
    message: text(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.watch, t.position] }),
    foreignKey({
      columns: [t.workspace, t.watch],
      foreignColumns: [watches.workspace, watches.name],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.workspace, t.message],
      foreignColumns: [messages.workspace, messages.id],
    }).onDelete('cascade'),
  ],
);

/** Digests that are set up: one for a channel, one for a person. */
export const digests = pgTable(
  'digest',
  {
    workspace: text().notNull(),
    /** `#` and the id of the channel that it is posted in, or `@` and that of the person who gets it alone. */
    id: text().notNull(),
    /** When, as a cron expression in `zone`. */
    cron: text().notNull(),
    /** IANA name of a time zone. */
    zone: text().notNull(),
    /** Ids of the channels that it covers; null for all that its readers may see. */
    covers: text().array(),
    /** Says so where there is nothing to say. */
    note: boolean().notNull().default(false),
    /** No digest is due before. */
    since: moment('since').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.id] })],
);

/** A digest of one period: whoever writes the row is the one to post it, so that each is posted once. */
export const digestPosts = pgTable(
  'digest_post',
  {
    workspace: text().notNull(),
    digest: text().notNull(),
    /** When it was due, by the clock on the wall: `2026-11-28T09:00`. An hour that comes twice is one period. */
    period: text().notNull(),
    /** Only `claimed` and `posting` go on; in `posting` it may be there already. */
    state: text()
      .$type<'claimed' | 'posting' | 'posted' | 'silent' | 'missed' | 'unclear' | 'withdrawn'>()
      .notNull(),
    /** Of the process that works on it. */
    token: text().notNull(),
    /** Another process may take it over from then on. */
    lease: moment('lease').notNull(),
    begun: moment('begun').notNull(),
    tries: integer().notNull(),
    late: boolean().notNull().default(false),
    /** Ids of messages and what a model wrote of them; see src/digest/draft.ts. */
    draft: jsonb().$type<Draft>(),
    /** Where the platform has it. */
    posted: jsonb().$type<Posted>(),
    /** End of the stretch that it covers: the next one begins there. */
    until: moment('until'),
  },
  (t) => [primaryKey({ columns: [t.workspace, t.digest, t.period] })],
);

/** The messages that a posted digest is drawn from, as they were: when one is deleted or edited, the digest is revised. */
export const digestSources = pgTable(
  'digest_source',
  {
    workspace: text().notNull(),
    digest: text().notNull(),
    period: text().notNull(),
    message: text().notNull(),
    contentHash: text('content_hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workspace, t.digest, t.period, t.message] }),
    index('digest_source_by_message').on(t.workspace, t.message),
    foreignKey({
      columns: [t.workspace, t.digest, t.period],
      foreignColumns: [digestPosts.workspace, digestPosts.digest, digestPosts.period],
    }).onDelete('cascade'),
  ],
);
