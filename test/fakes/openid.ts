import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface OpenIdOptions {
  clientId: string;
  clientSecret: string;
  /** Whether it says that it knows PKCE, as Discord does. */
  pkce: boolean;
  /** What the signed token says of whoever signs in. */
  claims: Record<string, unknown>;
}

/** An OpenID provider on loopback that signs anybody in who comes, and is strict with the application that sent them. */
export async function startOpenId(options: OpenIdOptions) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, URLSearchParams>();
  /** What went wrong at its doors, in its words. */
  const refusals: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, issuer);
    try {
      if (pathname === '/authorize') {
        response.writeHead(302, { location: authorize(searchParams) }).end();
      } else {
        const body = pathname === '/token' ? await token(request) : documents[pathname];
        response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
      }
    } catch (error) {
      refusals.push((error as Error).message);
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_request', error_description: (error as Error).message }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const documents: Record<string, unknown> = {
    '/.well-known/openid-configuration': {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...(options.pkce && { code_challenge_methods_supported: ['S256'] }),
    },
    '/keys': { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] },
  };

  function authorize(asked: URLSearchParams): string {
    need(asked.get('client_id') === options.clientId, 'unknown client');
    need(asked.get('response_type') === 'code', 'no code asked for');
    need(asked.get('scope')?.split(' ').includes('openid'), 'no openid scope');
    need(asked.get('state') && asked.get('nonce'), 'no state or nonce');
    need(!options.pkce || asked.get('code_challenge_method') === 'S256', 'no PKCE');
    const code = randomBytes(8).toString('hex');
    codes.set(code, asked);
    return `${asked.get('redirect_uri')}?${new URLSearchParams({ code, state: asked.get('state')! })}`;
  }

  async function token(request: IncomingMessage) {
    const form = new URLSearchParams(await text(request));
    need(form.get('client_secret') === options.clientSecret, 'wrong secret');
    const asked = codes.get(form.get('code')!);
    codes.delete(form.get('code')!);
    need(asked, 'unknown code');
    need(form.get('redirect_uri') === asked!.get('redirect_uri'), 'another redirect_uri');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    need(!options.pkce || challenge === asked!.get('code_challenge'), 'wrong verifier');
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, exp: now + 300 };
    const claims = {
      iss: issuer,
      aud: options.clientId,
      nonce: asked!.get('nonce'),
      ...times,
      ...options.claims,
    };
    return { access_token: 'none', token_type: 'Bearer', id_token: jwt(claims) };
  }

  function jwt(claims: object): string {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${encode({ alg: 'RS256', kid: 'one' })}.${encode(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
  }

  return {
    issuer,
    options,
    refusals,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function need(held: unknown, otherwise: string): asserts held {
  if (!held) throw new Error(otherwise);
}
