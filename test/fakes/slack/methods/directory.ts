import { botProfile, permalink, userJson } from '../json.ts';
import { ApiError, type Method, page, userOf } from './method.ts';

/** Who is who: the app itself, its workspace, its people and other apps. */
export const directoryMethods: Record<string, Method> = {
  'auth.test': {
    tier: 4,
    token: 'any',
    run: ({ team, appToken }) =>
      appToken
        ? { app_id: team.appId, app_name: team.bot.name }
        : {
            url: permalink(team, ''),
            team: team.name,
            user: team.bot.name,
            team_id: team.id,
            user_id: team.bot.id,
            bot_id: team.bot.botId,
            is_enterprise_install: false,
          },
  },
  'apps.connections.open': {
    tier: 1,
    token: 'app',
    scopes: ['connections:write'],
    run: ({ slack, team }) => ({
      url: `${slack.origin.replace('http', 'ws')}/link/?ticket=${team.socket.issueTicket()}&app_id=${team.appId}`,
    }),
  },
  'team.info': {
    tier: 3,
    scopes: ['team:read'],
    run: ({ team: { id, name, domain } }) => ({
      team: { id, name, domain, email_domain: '', url: `https://${domain}.slack.com/`, icon: {} },
    }),
  },
  'users.info': {
    tier: 4,
    scopes: ['users:read'],
    run: (context) => ({ user: userJson(context.team, userOf(context)) }),
  },
  'users.list': {
    tier: 2,
    scopes: ['users:read'],
    run(context) {
      const all = [...context.team.users.values()];
      const { items, response_metadata } = page(context, all, { usual: all.length + 1, most: 999 });
      return { members: items.map((user) => userJson(context.team, user)), cache_ts: 0, response_metadata };
    },
  },
  'bots.info': {
    tier: 3,
    scopes: ['users:read'],
    run({ team, args }) {
      const bot = [...team.users.values()].find(({ botId }) => botId && botId === args.text('bot'));
      if (!bot) throw new ApiError('bot_not_found');
      const { id, name, app_id, icons, updated } = botProfile(team, bot);
      return { bot: { id, name, app_id, user_id: bot.id, deleted: bot.deleted, icons, updated } };
    },
  },
  'usergroups.list': { tier: 2, scopes: ['usergroups:read'], run: () => ({ usergroups: [] }) },
};
