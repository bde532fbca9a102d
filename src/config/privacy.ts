import { z } from 'zod';

/** `90`, or with other terms for some channels `90, support=30, legal=3650`. */
const RETENTION =
  /^\s*[1-9]\d*\s*$|^\s*([1-9]\d*\s*,\s*)?#?[^,=\s]+=[1-9]\d*(\s*,\s*#?[^,=\s]+=[1-9]\d*)*\s*$/;

/** How these settings are written; each may be missing. */
export const privacySettings = {
  HUBBUB_RETENTION_DAYS: z
    .string()
    .regex(RETENTION, { error: 'expects a number of days such as 365, or 365, support=30 with channels' }),
  HUBBUB_CHANNELS: z.string(),
};

/** What is collected, and for how long it is kept. */
export interface PrivacyConfig {
  retention: Retention;
  /** Names and ids of the only channels that are collected; all that the bot may read if left out. */
  onlyChannels?: ReadonlySet<string>;
}

/** After how many days messages are deleted; never where nothing is said. */
export interface Retention {
  days?: number;
  /** Other terms, by name or id of the channel. */
  channels: ReadonlyMap<string, number>;
}

/** The part of the settings that is about privacy. */
export function privacyConfig(s: Partial<Record<keyof typeof privacySettings, string>>): PrivacyConfig {
  const terms = listOf(s.HUBBUB_RETENTION_DAYS).map((term) => term.split('='));
  const days = terms.find((term) => term.length === 1)?.[0];
  const channels = terms.flatMap(([name, number]) =>
    number ? [[bare(name!), Number(number)] as const] : [],
  );
  const only = listOf(s.HUBBUB_CHANNELS).map(bare);
  return {
    retention: { ...(days && { days: Number(days) }), channels: new Map(channels) },
    ...(only.length > 0 && { onlyChannels: new Set(only) }),
  };
}

const listOf = (value = ''): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

const bare = (channel: string) => channel.trim().replace(/^#/, '');
