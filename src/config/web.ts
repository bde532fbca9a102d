import { isIPv6 } from 'node:net';
import { z } from 'zod';
import { HubbubError } from '../errors.ts';

/** Spells HUBB on a telephone's keys. */
const PORT = 4822;

/** How these settings are written; each may be missing. */
export const webSettings = {
  HUBBUB_WEB_PORT: z
    .string()
    .regex(/^(off|auto|\d{1,5})$/, { error: 'expects a port such as 4822, auto or off' }),
  HUBBUB_WEB_HOST: z.union([z.ipv4(), z.ipv6(), z.literal('localhost')], {
    error: 'expects an address of this machine such as 127.0.0.1 or 0.0.0.0',
  }),
  HUBBUB_WEB_EXPOSED: z.enum(['yes', 'no'], { error: 'expects yes or no' }),
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
  /** The address that it listens on, 127.0.0.1 unless the operator has named another. */
  host: string;
  /** 0 for any that is free. */
  port: number;
  /** Where a reverse proxy serves the dashboard to others: its origin. */
  url?: string;
  signIn: SignInConfig[];
}

type Settings = Partial<Record<keyof typeof webSettings | 'SLACK_API_URL' | 'DISCORD_API_URL', string>>;

/**
 * The dashboard's part of the settings, or nothing where it is off.
 *
 * @throws HubbubError for a port that does not exist, for half of an app's credentials, and for an address that others may reach
 *   where nobody has said that they may.
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
  const config = {
    host: s.HUBBUB_WEB_HOST ?? '127.0.0.1',
    port: port === 'auto' ? 0 : Number(port),
    ...(s.HUBBUB_WEB_URL && { url: new URL(s.HUBBUB_WEB_URL).origin }),
    signIn,
  };
  if (s.HUBBUB_WEB_EXPOSED !== 'yes') keepShut(config);
  return config;
}

/** Whether only this machine reaches an address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

/** How an address is written before a port. */
export const bracketed = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

/** Others reach it only where people sign in, behind TLS, or where the operator has said so. */
function keepShut({ host, url, signIn }: WebConfig): void {
  if (isLoopback(host) || (signIn.length > 0 && url?.startsWith('https:'))) return;
  throw new HubbubError(
    `HUBBUB_WEB_HOST=${host} lets other machines reach the dashboard, and nothing but the link's token would keep them out.`,
    'Leave it at 127.0.0.1; or set up sign-in and an https HUBBUB_WEB_URL (docs/dashboard.md); or, where only you reach that address, as in a container whose port is published on 127.0.0.1, say so with HUBBUB_WEB_EXPOSED=yes.',
  );
}
