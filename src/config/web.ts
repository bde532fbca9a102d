import { z } from 'zod';
import { HubbubError } from '../errors.ts';

/** Spells HUBB on a telephone's keys. */
const PORT = 4822;

/** How these settings are written; each may be missing. */
export const webSettings = {
  HUBBUB_WEB_PORT: z
    .string()
    .regex(/^(off|auto|\d{1,5})$/, { error: 'expects a port such as 4822, auto or off' }),
  HUBBUB_WEB_URL: z.url({
    protocol: /^https?$/,
    error: 'expects an address such as https://hubbub.example.com',
  }),
  SLACK_CLIENT_ID: z.string(),
  SLACK_CLIENT_SECRET: z.string(),
  DISCORD_CLIENT_ID: z.string(),
  DISCORD_CLIENT_SECRET: z.string(),
};

/** An app that people may sign in through. */
export interface SignInConfig {
  platform: 'slack' | 'discord';
  clientId: string;
  clientSecret: string;
  /** Whoever says who somebody is: `https://slack.com`, `https://discord.com`. */
  issuer: string;
}

export interface WebConfig {
  /** On loopback; 0 for any that is free. */
  port: number;
  /** Where a reverse proxy serves the dashboard to others: its origin. */
  url?: string;
  signIn: SignInConfig[];
}

type Settings = Partial<Record<keyof typeof webSettings | 'SLACK_API_URL' | 'DISCORD_API_URL', string>>;

/**
 * The dashboard's part of the settings, or nothing where it is off.
 *
 * @throws HubbubError for a port that does not exist, and for half of an app's credentials.
 */
export function webConfig(s: Settings): WebConfig | undefined {
  const port = s.HUBBUB_WEB_PORT ?? String(PORT);
  if (port === 'off' || Number(port) === 0) return undefined;
  if (Number(port) > 65_535)
    throw new HubbubError(
      `HUBBUB_WEB_PORT=${port} is no port.`,
      'Choose one from 1024 to 65535, auto for any that is free, or off.',
    );
  const signIn = (['slack', 'discord'] as const).flatMap((platform): SignInConfig[] => {
    const name = platform === 'slack' ? 'SLACK' : 'DISCORD';
    const clientId = s[`${name}_CLIENT_ID`];
    const clientSecret = s[`${name}_CLIENT_SECRET`];
    if (!clientId !== !clientSecret)
      throw new HubbubError(
        `${name}_CLIENT_ID and ${name}_CLIENT_SECRET belong together, and one of them is missing.`,
        'Set both so that people can sign in to the dashboard, or neither.',
      );
    const issuer = new URL(s[`${name}_API_URL`] ?? `https://${platform}.com`).origin;
    return clientId && clientSecret ? [{ platform, clientId, clientSecret, issuer }] : [];
  });
  return {
    port: port === 'auto' ? 0 : Number(port),
    ...(s.HUBBUB_WEB_URL && { url: new URL(s.HUBBUB_WEB_URL).origin }),
    signIn,
  };
}
