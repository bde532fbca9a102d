import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as openid from 'openid-client';
import type { SignInConfig } from '../../../src/config/web.ts';
import { newToken } from './link.ts';
import type { Guest } from './sessions.ts';

/** What is remembered while somebody is away at the platform. */
interface Away {
  platform: string;
  state: string;
  nonce: string;
  verifier: string;
  since: number;
}

/** How long that may take, in milliseconds, and how many may be away at once. */
const LONGEST = 10 * 60 * 1000;
const MOST = 1000;

const COOKIE = 'hubbub_away';

/** What differs between the platforms: whom the signed token names. */
const platforms = {
  slack: {
    scope: 'openid profile',
    guest: (claims: openid.IDToken) => ({
      person: text(claims['https://slack.com/user_id']),
      team: text(claims['https://slack.com/team_id']),
    }),
  },
  discord: { scope: 'openid identify', guest: (claims: openid.IDToken) => ({ person: claims.sub }) },
} satisfies Record<SignInConfig['platform'], { scope: string; guest(claims: openid.IDToken): object }>;

/**
 * Signing in through Slack or Discord by OpenID Connect: the code flow with state, nonce and, where the platform knows
 * it, PKCE. What is remembered meanwhile is bound to the browser that began.
 *
 * @param origin where browsers reach the dashboard; the platform sends people back to `ORIGIN/sign-in/PLATFORM/back`
 */
export function signIn(
  configs: readonly SignInConfig[],
  origin: () => string,
  welcome: (context: Context, guest: Guest) => void,
  onTrouble: (error: unknown) => void,
): Hono {
  const away = new Map<string, Away>();
  const app = new Hono();
  for (const config of configs) {
    const { platform } = config;
    const { scope, guest } = platforms[platform];
    const back = () => `${origin()}/sign-in/${platform}/back`;
    const client = onceItWorks(() => discover(config));

    app.get(`/${platform}`, async (context) => {
      try {
        const known = await client();
        const begun = {
          platform,
          state: openid.randomState(),
          nonce: openid.randomNonce(),
          verifier: openid.randomPKCECodeVerifier(),
          since: Date.now(),
        };
        const id = newToken();
        away.set(id, begun);
        if (away.size > MOST) away.delete(away.keys().next().value!);
        // Lax, since the platform's page leads back here. It opens nothing by itself.
        const secure = origin().startsWith('https:');
        setCookie(context, COOKIE, id, {
          httpOnly: true,
          sameSite: 'Lax',
          path: '/sign-in',
          secure,
          maxAge: LONGEST / 1000,
        });
        const url = openid.buildAuthorizationUrl(known, {
          redirect_uri: back(),
          scope,
          state: begun.state,
          nonce: begun.nonce,
          ...(known.serverMetadata().supportsPKCE() && {
            code_challenge: await openid.calculatePKCECodeChallenge(begun.verifier),
            code_challenge_method: 'S256',
          }),
        });
        return context.redirect(url.href);
      } catch (error) {
        onTrouble(error);
        return context.redirect('/?sign-in=unreachable');
      }
    });

    app.get(`/${platform}/back`, async (context) => {
      const id = getCookie(context, COOKIE) ?? '';
      const begun = away.get(id);
      away.delete(id);
      deleteCookie(context, COOKIE, { path: '/sign-in' });
      if (!begun || begun.platform !== platform || Date.now() - begun.since > LONGEST)
        return context.redirect('/?sign-in=expired');
      try {
        const known = await client();
        const tokens = await openid.authorizationCodeGrant(
          known,
          new URL(`${back()}${new URL(context.req.url).search}`),
          {
            expectedState: begun.state,
            expectedNonce: begun.nonce,
            idTokenExpected: true,
            ...(known.serverMetadata().supportsPKCE() && { pkceCodeVerifier: begun.verifier }),
          },
        );
        welcome(context, { kind: 'person', platform, ...guest(tokens.claims()!) });
        return context.redirect('/');
      } catch (error) {
        onTrouble(error);
        return context.redirect('/?sign-in=refused');
      }
    });
  }
  return app;
}

/** Asks the issuer where its doors are, which has to be over TLS unless it is on this machine. */
function discover({ issuer, clientId, clientSecret }: SignInConfig): Promise<openid.Configuration> {
  const url = new URL(issuer);
  const local = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return openid.discovery(url, clientId, undefined, openid.ClientSecretPost(clientSecret), {
    execute: local ? [openid.allowInsecureRequests] : [],
    timeout: 10,
  });
}

/** Remembers what `work` came to, unless it failed. */
function onceItWorks<T>(work: () => Promise<T>): () => Promise<T> {
  let done: T | undefined;
  return async () => {
    done ??= await work();
    return done;
  };
}

function text(claim: unknown): string {
  if (typeof claim === 'string' && claim !== '') return claim;
  throw new Error('The token that came back does not say who has signed in.');
}
