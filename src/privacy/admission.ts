import type { PrivacyConfig, Retention } from '../config/privacy.ts';
import type { Message } from '../message.ts';

const DAY = 24 * 60 * 60_000;

/** Messages of a channel that were posted before this moment are not kept, in milliseconds since the epoch; -Infinity where all are. */
export function keptFrom(
  { days, channels }: Retention,
  channel: { id: string; name?: string | null },
  now = Date.now(),
): number {
  const term = channels.get(channel.id) ?? channels.get(channel.name ?? '') ?? days;
  return term === undefined ? Number.NEGATIVE_INFINITY : now - term * DAY;
}

/**
 * Whether the settings let a message in: its channel is collected, and it is not too old.
 *
 * @example
 * messages.filter(admission(config));
 */
export const admission =
  ({ retention, onlyChannels }: PrivacyConfig) =>
  ({ channel, channelName, ts }: Pick<Message, 'channel' | 'channelName' | 'ts'>): boolean =>
    (!onlyChannels || onlyChannels.has(channel) || onlyChannels.has(channelName ?? '')) &&
    ts >= keptFrom(retention, { id: channel, name: channelName });
