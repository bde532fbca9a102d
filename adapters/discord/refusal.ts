import { DiscordAPIError, GatewayCloseCodes, HTTPError, RateLimitError } from 'discord.js';
import { HubbubError } from '../../src/errors.ts';

const PORTAL = 'discord.com/developers/applications';
export const INTENT = `Switch on “Message Content Intent” under “Bot” at ${PORTAL}, then start again; docs/discord.md shows where.`;
const TOKEN = `Press “Reset Token” under “Bot” at ${PORTAL}, and set DISCORD_TOKEN to the new one.`;
const ACCESS =
  'Allow the bot’s role “View Channel” and “Read Message History” there, or leave the channel out; doctor lists what is missing.';

/** Codes of docs.discord.com/developers/topics/opcodes-and-status-codes#json. */
const fixes: Record<number | string, [what: string, fix: string]> = {
  0: ['Discord does not know the token', TOKEN],
  50001: ['the bot has no access', ACCESS],
  50013: ['the bot lacks a permission', ACCESS],
  10003: ['the channel is gone, or hidden from the bot', ACCESS],
};

/** What kept a call from succeeding, in words, and what to do about it. */
export function explain(error: unknown, doing: string): unknown {
  const because = (what: string, fix: string) =>
    new HubbubError(`While ${doing}: ${what}.`, fix, { cause: error });
  if (error instanceof DiscordAPIError) {
    const [what, fix] = fixes[error.code] ?? [
      `Discord answers ${error.code} (${error.message})`,
      'See docs.discord.com/developers/topics/opcodes-and-status-codes for what that means.',
    ];
    return because(what, fix);
  }
  if (error instanceof RateLimitError)
    return because(
      `Discord wants us to wait ${Math.ceil(error.retryAfter / 1000)} seconds`,
      'Try again then.',
    );
  if (error instanceof HTTPError || isNetwork(error))
    return because(
      `Discord cannot be reached (${(error as Error).message})`,
      'Check the network, a proxy or firewall on the way, DISCORD_API_URL, and discordstatus.com.',
    );
  return error;
}

/** Why the Gateway will not have us; undefined where trying again may help. */
export function explainClose(code: number): HubbubError | undefined {
  switch (code) {
    case GatewayCloseCodes.DisallowedIntents:
      return new HubbubError(
        'Discord does not let this bot read what people write: its message content intent is off.',
        INTENT,
      );
    case GatewayCloseCodes.AuthenticationFailed:
      return new HubbubError('Discord does not know the token in DISCORD_TOKEN.', TOKEN);
    case GatewayCloseCodes.ShardingRequired:
      return new HubbubError(
        'The bot is in so many servers that Discord wants several connections.',
        'Set DISCORD_SHARDS=auto; see docs/discord.md.',
      );
    case GatewayCloseCodes.InvalidShard:
    case GatewayCloseCodes.InvalidIntents:
    case GatewayCloseCodes.InvalidAPIVersion:
      return new HubbubError(
        `Discord refuses the connection (${code}).`,
        'Please report this: it is a fault of Hubbub.',
      );
  }
  return undefined;
}

/** discord.js says so in an error of its own, before it has connected. */
export const badToken = (error: unknown): HubbubError | undefined =>
  (error as { code?: unknown } | undefined)?.code === 'TokenInvalid'
    ? explainClose(GatewayCloseCodes.AuthenticationFailed)
    : undefined;

const isNetwork = (error: unknown): boolean => {
  const { code, cause, name } = (error ?? {}) as { code?: string; cause?: { code?: string }; name?: string };
  return name === 'AbortError' || /^(E[A-Z]+|UND_ERR_\w+)$/.test(String(code ?? cause?.code ?? ''));
};
