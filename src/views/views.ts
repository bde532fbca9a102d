import { desc } from 'drizzle-orm';
import type { Finding } from '../../adapters/adapter.ts';
import { costReply } from '../commands/cost.ts';
import { type Curation, curate } from '../commands/curate.ts';
import { type ArchivedDigest, archivedDigests, digestCommand } from '../commands/digest.ts';
import type { MessageItem, Reply } from '../commands/reply.ts';
import { similarReply } from '../commands/similar.ts';
import { statusReply } from '../commands/status.ts';
import { messagesOf, topicMessagesReply } from '../commands/topic-messages.ts';
import { topicsReply } from '../commands/topics.ts';
import { listSpending } from '../cost/summary.ts';
import { countedReply } from '../doctor/counted.ts';
import { checksReply } from '../doctor/examine.ts';
import { modelFindings, ownFindings } from '../doctor/findings.ts';
import { HubbubError } from '../errors.ts';
import type { Hubbub } from '../hubbub.ts';
import { loadColours } from '../map/colour-topics.ts';
import { type Colour, colours, unsorted } from '../map/colours.ts';
import { loadMap, type TopicMap } from '../map/map.ts';
import { isQuestion } from '../similar/conversations.ts';
import { findSimilar, type SimilarQuery } from '../similar/similar.ts';
import { workspaces } from '../store/schema.ts';
import { listTopics } from '../topics/list.ts';
import { type Timeline, timelineOf } from '../topics/timeline.ts';
import type { Viewer } from '../viewer.ts';

/** What a page can show, each as far as `viewer` may see it. */
export interface Views {
  /** Those with messages, the one that last received some first. */
  workspaces(): Promise<{ id: string; name: string | null }[]>;
  /** @param since as in `/topics --since`; `hidden` lists hidden topics, too */
  topics(viewer: Viewer, options: { since?: string; hidden?: boolean }): Promise<Reply>;
  /** The messages of one topic, newest first. @param page from 1 on */
  topic(viewer: Viewer, id: string, page: number): Promise<Reply>;
  timeline(viewer: Viewer): Promise<Timeline>;
  /** Takes up to a minute the first time, see `loadMap`. */
  map(viewer: Viewer): Promise<TopicMap>;
  /** The colours of these topics, which are the same everywhere. */
  colours(viewer: Viewer, topics: readonly string[]): Promise<Record<string, Colour>>;
  /** As in a chat: what is weak only where `all` is asked for, a question by conversation. @param page from 1 on */
  similar(viewer: Viewer, query: SimilarQuery, options: { all: boolean; page: number }): Promise<Reply>;
  /** Those that were posted, the newest first. */
  digests(viewer: Viewer): Promise<ArchivedDigest[]>;
  /** One of them, or without any the last day as it stands, which a model may be asked to write. */
  digest(viewer: Viewer, posted?: { digest: string; period: string }): Promise<Reply>;
  message(viewer: Viewer, id: string): Promise<MessageItem | undefined>;
  /** What Hubbub has read; for the operator also how it is and what it costs, as far as nobody else has to be asked. */
  status(viewer: Viewer): Promise<Reply[]>;
  /** What `doctor` finds, models and platforms included: for the operator, since it may cost a little. */
  checks(viewer: Viewer): Promise<Reply>;
  change(viewer: Viewer, change: Curation, topic: string, argument?: string): Promise<Reply>;
}

const shown = { topics: 200, messages: 30, similar: 20 };

/**
 * The views of what `hubbub` keeps. They throw a HubbubError where there is nothing to see yet.
 *
 * @param others what `checks` looks at beside Hubbub itself: what the platforms say of themselves
 * @example
 * const views = openViews(hubbub);
 * const { parts } = await views.topics(operator('sample'), { since: '7d' });
 */
export function openViews(hubbub: Hubbub, others: () => Record<string, Finding> = () => ({})): Views {
  return {
    async workspaces() {
      const { db } = await hubbub.store();
      return db
        .select({ id: workspaces.id, name: workspaces.name })
        .from(workspaces)
        .orderBy(desc(workspaces.updatedAt), workspaces.id);
    },
    async topics(viewer, options) {
      const store = await hubbub.store();
      const result = await listTopics(store, viewer, { ...options, members: true });
      return topicsReply(store, viewer, result, { limit: shown.topics });
    },
    async topic(viewer, id, page) {
      return topicMessagesReply(await hubbub.store(), viewer, id, { page, limit: shown.messages });
    },
    async timeline(viewer) {
      return timelineOf(await hubbub.store(), viewer);
    },
    async map(viewer) {
      return loadMap(await hubbub.store(), viewer);
    },
    async colours({ workspace }, topics) {
      const known = await loadColours(await hubbub.store(), workspace);
      // A topic that was on no map yet gets another colour for good when it is.
      return Object.fromEntries(
        topics.map((id, i) => [id, colours[known.get(id) ?? i % colours.length] ?? unsorted]),
      );
    },
    async similar(viewer, query, { all, page }) {
      const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder(viewer.workspace)]);
      const result = await findSimilar(store, embedder, viewer, query, {
        strong: !all,
        conversations: 'text' in query && isQuestion(query.text),
        // One more than is shown tells whether there is another page.
        limit: shown.similar * page + 1,
      });
      return similarReply(result, { again: result.query, page, limit: shown.similar });
    },
    async digests(viewer) {
      return archivedDigests(await hubbub.store(), viewer);
    },
    async digest(viewer, posted) {
      const words = posted ? ['show', posted.digest, posted.period] : ['now'];
      return digestCommand(hubbub, viewer, words, undefined);
    },
    async message(viewer, id) {
      return (await messagesOf(await hubbub.store(), viewer, [id]))[0];
    },
    async status(viewer) {
      const status = await statusReply(hubbub, viewer);
      if (viewer.channels !== 'all') return [status];
      // How it is and what it costs is for whoever runs it, and pays.
      const { workspace } = viewer;
      const spending = await listSpending(await hubbub.store(), hubbub.config, { days: 30, workspace });
      return [await checksReply(ownFindings(hubbub)), await countedReply(), status, costReply(spending)];
    },
    async checks(viewer) {
      if (viewer.channels !== 'all')
        throw new HubbubError('Only the operator may check this.', 'Ask whoever runs this Hubbub.');
      return checksReply({ ...ownFindings(hubbub), ...modelFindings(hubbub), ...others() });
    },
    async change(viewer, change, topic, argument) {
      return curate(await hubbub.store(), viewer, change, topic, argument);
    },
  };
}
