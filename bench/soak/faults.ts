import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../test/fakes/slack/until.ts';
import type { Fault } from '../live/faults.ts';
import type { World } from '../live/world.ts';

/** Longest that the bot may need to come back, in milliseconds. */
const PATIENCE = 180_000;

/** Ten kinds of faults; each leaves the world in order. */
export const kinds: Record<string, Fault<World>> = {
  async 'socket of Slack cut'({ slack, team }) {
    team.socket.drop();
    await slack.connected(team);
  },
  async 'events of Slack lost'({ slack, team }) {
    slack.faults.loseEvents(3);
    await until(() => slack.faults.lostAll, 'Nothing happened that could get lost.', PATIENCE);
    team.socket.disconnect('refresh_requested');
    await slack.connected(team);
  },
  async 'acknowledgements unheard, events twice'({ slack }) {
    slack.faults.swallowAcks(3);
    slack.faults.repeatEvents(3);
  },
  async 'Slack fails, is slow, limits'({ slack, team }) {
    slack.faults.call('conversations.history', { kind: 'status', status: 503 }, 2);
    slack.faults.call('conversations.history', { kind: 'ratelimited', retryAfter: 1 });
    slack.faults.call('conversations.replies', { kind: 'cut' });
    team.socket.disconnect('refresh_requested');
    await slack.connected(team);
  },
  async 'connection of Discord cut'({ discord }) {
    discord.gateway.drop();
    await until(() => discord.gateway.connected > 0, 'It did not come back.', PATIENCE);
  },
  async 'session of Discord lost'({ discord }) {
    discord.gateway.loseSessions();
    await until(() => discord.gateway.connected > 0, 'It did not come back.', PATIENCE);
  },
  async 'Discord fails and limits'({ discord }) {
    discord.faults.rest(/GET .*messages/, { kind: 'status', status: 502 }, 2);
    discord.faults.rest(/GET .*messages/, { kind: 'limited', retryAfter: 0.5 });
    discord.gateway.loseSessions();
    await until(() => discord.gateway.connected > 0, 'It did not come back.', PATIENCE);
  },
  async 'model down, cut, talking nonsense'({ model }) {
    // It rests between tries, and so many faults would outlast all others.
    model.recover();
    model.fail(...Array(3).fill({ kind: 'status', status: 500 }), { kind: 'cut' }, { kind: 'malformed' });
  },
  async 'process killed'({ bot }) {
    await bot.end('SIGKILL');
    await bot.start();
  },
  async 'process stopped and started'({ bot }) {
    await bot.end('SIGTERM');
    await wait(500);
    await bot.start();
  },
};
