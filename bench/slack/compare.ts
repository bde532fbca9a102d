import type { SlackTeam } from '../../test/fakes/slack/team.ts';
import { type Comparison, compareStore as compare, type TrueRow } from '../live/compare.ts';

/** What people said in a workspace, as it is to be stored. */
const slackTruth = (team: SlackTeam): TrueRow[] =>
  team
    .truth()
    .filter(({ by }) => by === 'person')
    .map(({ channel, ts, threadTs, user, text }) => ({
      id: `${channel}/${ts}`,
      channel,
      text,
      author: user,
      threadId: threadTs && `${channel}/${threadTs}`,
    }));

/** Opens the store of a bot that has ended, and holds what people said against Slack's truth. */
export const compareStore = (where: Parameters<typeof compare>[0], team: SlackTeam): Promise<Comparison> =>
  compare(where, `slack:${team.id}`, slackTruth(team), (author) => !team.users.get(author)?.botId);
