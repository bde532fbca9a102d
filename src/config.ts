import { resolve } from 'node:path';
import { z } from 'zod';
import { type CostConfig, costConfig, costSettings } from './config/cost.ts';
import { type DiscordConfig, discordConfig } from './config/discord.ts';
import { type OperationConfig, operationConfig, operationSettings } from './config/operation.ts';
import { type PrivacyConfig, privacyConfig, privacySettings } from './config/privacy.ts';
import { type SlackConfig, slackConfig } from './config/slack.ts';
import { type WebConfig, webConfig, webSettings } from './config/web.ts';
import { HubbubError } from './errors.ts';

/** A setting that is present but empty counts as unset: `.env` files and compose files produce such. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const url = (protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `expects an address such as ${example}` });

const choice = (pattern: RegExp, example: string) =>
  z.string().regex(pattern, { error: `expects ${example}` });

/** What HUBBUB_EMBEDDER takes. */
export const EMBEDDER_SETTING = /^(local|openai(:[^@\s]+)?(@[1-9]\d*)?|transformers:.*\S)$/;

const settings = z.object({
  OPENAI_API_KEY: optional(z.string()),
  OPENAI_BASE_URL: optional(url(/^https?$/, 'https://api.openai.com/v1')),
  HUBBUB_EMBEDDER: optional(
    choice(EMBEDDER_SETTING, 'local, openai, openai:MODEL, openai:MODEL@DIMENSIONS or transformers:MODEL'),
  ),
  HUBBUB_LABELLER: optional(choice(/^(keywords|openai(:\S+)?)$/, 'keywords, openai or openai:MODEL')),
  HUBBUB_LABEL_TOKENS_PER_DAY: optional(
    z.string().regex(/^\d+$/, { error: 'expects a number of tokens such as 200000' }),
  ),
  HUBBUB_BUDGET_USD: optional(costSettings.HUBBUB_BUDGET_USD),
  HUBBUB_PRICE_PER_MILLION_TOKENS: optional(costSettings.HUBBUB_PRICE_PER_MILLION_TOKENS),
  DATABASE_URL: optional(url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/hubbub')),
  REDIS_URL: optional(url(/^rediss?$/, 'redis://localhost:6379')),
  HUBBUB_DATA_DIR: optional(z.string()),
  LOG_LEVEL: optional(operationSettings.LOG_LEVEL),
  HUBBUB_METRICS_PORT: optional(operationSettings.HUBBUB_METRICS_PORT),
  HUBBUB_ROLES: optional(operationSettings.HUBBUB_ROLES),
  HUBBUB_RETENTION_DAYS: optional(privacySettings.HUBBUB_RETENTION_DAYS),
  HUBBUB_CHANNELS: optional(privacySettings.HUBBUB_CHANNELS),
  HUBBUB_WEB_PORT: optional(webSettings.HUBBUB_WEB_PORT),
  HUBBUB_WEB_HOST: optional(webSettings.HUBBUB_WEB_HOST),
  HUBBUB_WEB_EXPOSED: optional(webSettings.HUBBUB_WEB_EXPOSED),
  HUBBUB_WEB_URL: optional(webSettings.HUBBUB_WEB_URL),
  SLACK_CLIENT_ID: optional(webSettings.SLACK_CLIENT_ID),
  SLACK_CLIENT_SECRET: optional(webSettings.SLACK_CLIENT_SECRET),
  DISCORD_CLIENT_ID: optional(webSettings.DISCORD_CLIENT_ID),
  DISCORD_CLIENT_SECRET: optional(webSettings.DISCORD_CLIENT_SECRET),
  HUBBUB_BOT_MESSAGES: optional(z.enum(['on', 'off'], { error: 'expects on or off' })),
  SLACK_BOT_TOKEN: optional(z.string()),
  SLACK_APP_TOKEN: optional(z.string()),
  SLACK_SIGNING_SECRET: optional(z.string()),
  SLACK_API_URL: optional(url(/^https?$/, 'https://slack.com/api/')),
  SLACK_LISTEN: optional(choice(/^\S+:\d+$/, 'an address and a port such as 127.0.0.1:3000')),
  DISCORD_TOKEN: optional(z.string()),
  DISCORD_API_URL: optional(url(/^https?$/, 'https://discord.com/api')),
  DISCORD_COMMANDS: optional(z.enum(['global', 'server'], { error: 'expects global or server' })),
  DISCORD_SHARDS: optional(choice(/^(auto|[1-9]\d*)$/, 'auto or a number of shards')),
});

/** All settings, checked, with their defaults. */
export interface Config extends OperationConfig, CostConfig, PrivacyConfig {
  openai?: { apiKey: string; baseUrl?: string };
  /** `local`, `openai:MODEL` with an optional `@DIMENSIONS`, or `transformers:MODEL`. */
  embedder: string;
  /** `keywords`, or `openai:MODEL`. */
  labeller: string;
  /** Tokens that naming topics by a model may use in a day (UTC); keyword names serve when they are spent. */
  labelTokensPerDay: number;
  /** A PostgreSQL server; the embedded database in `dataDir` is used without one. */
  databaseUrl?: string;
  redisUrl?: string;
  /** Absolute path of the folder that holds everything Hubbub keeps. */
  dataDir: string;
  /** Collect what bots and integrations post, too. */
  botMessages: boolean;
  slack?: SlackConfig;
  discord?: DiscordConfig;
  /** The dashboard, unless it is off. */
  web?: WebConfig;
}

/**
 * Reads the settings from environment variables (see .env.example).
 *
 * @throws HubbubError naming every wrong setting and how to mend it.
 * @example
 * const config = loadConfig({ HUBBUB_DATA_DIR: '/var/lib/hubbub' });
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const parsed = settings.safeParse(env);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`);
    throw new HubbubError(
      `Wrong setting${lines.length > 1 ? 's' : ''}: ${lines.join('; ')}.`,
      'Correct it in .env or in the environment; .env.example explains every setting.',
    );
  }
  const s = parsed.data;
  const key = s.OPENAI_API_KEY ?? (s.OPENAI_BASE_URL ? 'none' : undefined);
  const embedder = s.HUBBUB_EMBEDDER ?? (s.OPENAI_API_KEY ? 'openai' : 'local');
  const labeller = s.HUBBUB_LABELLER ?? (s.OPENAI_API_KEY ? 'openai' : 'keywords');
  if (!key && (embedder.startsWith('openai') || labeller.startsWith('openai'))) {
    throw new HubbubError(
      'HUBBUB_EMBEDDER or HUBBUB_LABELLER asks for openai, but there is no key.',
      'Set OPENAI_API_KEY (or OPENAI_BASE_URL for a server that needs none), or choose local and keywords.',
    );
  }
  return {
    ...(key ? { openai: { apiKey: key, baseUrl: s.OPENAI_BASE_URL } } : {}),
    embedder,
    labeller,
    labelTokensPerDay: Number(s.HUBBUB_LABEL_TOKENS_PER_DAY ?? 200_000),
    ...costConfig(s),
    databaseUrl: s.DATABASE_URL,
    redisUrl: s.REDIS_URL,
    dataDir: resolve(s.HUBBUB_DATA_DIR ?? '.hubbub'),
    botMessages: s.HUBBUB_BOT_MESSAGES === 'on',
    ...operationConfig(s),
    ...privacyConfig(s),
    slack: slackConfig(s),
    discord: discordConfig(s),
    web: webConfig(s),
  };
}
