import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SignInConfig } from '../../src/config/web.ts';
import type { Viewer } from '../../src/viewer.ts';
import { ask, cookieOf, enter, readTeamChat, serveDashboard, workspace } from '../../test/dashboard.ts';
import { type OpenIdOptions, startOpenId } from '../../test/fakes/openid.ts';
import type { WebOptions } from './web.ts';

// Who is let in, and who is not, over real sockets.

let chat: Awaited<ReturnType<typeof readTeamChat>>;
const opened: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  chat = await readTeamChat();
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.stop()));
  await chat.close();
});

async function serve(options?: Partial<WebOptions>) {
  const served = await serveDashboard(chat.hubbub, options);
  opened.push(served);
  return served;
}

const topics = `/api/in/${encodeURIComponent(workspace)}/topics`;
const json = { 'content-type': 'application/json' };

test('it listens on loopback only', async () => {
  const { origin } = await serve();
  expect(new URL(origin).hostname).toBe('127.0.0.1');
  await expect(ask(origin.replace('127.0.0.1', '127.0.0.2'))).rejects.toThrow('ECONNREFUSED');
});

test('it listens where it is told to, answers under that name, and its link leads there', async () => {
  const { origin, link } = await serve({ host: '127.0.0.2' });
  expect(new URL(origin).hostname).toBe('127.0.0.2');
  await expect(ask(origin.replace('127.0.0.2', '127.0.0.1'))).rejects.toThrow('ECONNREFUSED');
  expect((await ask(origin + topics, { headers: { cookie: await enter(link()) } })).status).toBe(200);
  const { port } = new URL(origin);
  expect((await ask(`${origin}/`, { headers: { host: `127.0.0.3:${port}` } })).status).toBe(421);
});

test('a stranger gets the page and nothing else', async () => {
  const { origin } = await serve();
  expect((await ask(`${origin}/`)).body).toContain('<title>Hubbub</title>');
  for (const path of [topics, `${topics}/x`, topics.replace('/topics', '/similar?text=printer')])
    expect((await ask(origin + path)).status).toBe(401);
  const change = { method: 'POST', headers: { origin, ...json }, body: '{"name":"pin"}' };
  expect((await ask(`${origin}${topics}/x`, change)).status).toBe(401);
  expect(await ask(`${origin}/api/session`)).toMatchObject({ status: 401, body: '{"signIn":[]}' });
});

test('the link opens once, and then there is another', async () => {
  const { origin, link, told } = await serve();
  const first = link();
  const cookie = await enter(first);
  expect(cookie).toMatch(/^hubbub_\d+=[\w-]{43}$/);
  expect((await ask(origin + topics, { headers: { cookie } })).body).toContain('printer');
  expect(await enter(first)).toBe('');
  expect(told).toHaveLength(2);
  expect(await enter(link())).not.toBe('');
});

test('the session cookie is out of reach of scripts and other sites, and secure behind TLS', async () => {
  const { origin, link } = await serve({ url: 'https://hubbub.example.com' });
  const token = new URL(link()).hash.replace('#token=', '');
  const answer = await ask(`${origin}/api/session`, {
    method: 'POST',
    headers: { ...json, host: 'hubbub.example.com', origin: 'https://hubbub.example.com' },
    body: JSON.stringify({ token }),
  });
  const set = answer.headers['set-cookie']!.at(-1)!;
  for (const part of ['HttpOnly', 'SameSite=Strict', 'Secure', 'Path=/']) expect(set).toContain(part);
});

test('a session id that a browser brings along is never taken on, and signing out ends one', async () => {
  const { origin, link } = await serve();
  const port = new URL(origin).port;
  const planted = `hubbub_${port}=${'a'.repeat(43)}`;
  const token = new URL(link()).hash.replace('#token=', '');
  const headers = { origin, cookie: planted, ...json };
  const entered = await ask(`${origin}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token }),
  });
  const cookie = cookieOf(entered);
  expect(cookie).not.toBe(planted);
  expect((await ask(origin + topics, { headers: { cookie: planted } })).status).toBe(401);
  expect((await ask(origin + topics, { headers: { cookie } })).status).toBe(200);
  await ask(`${origin}/api/session`, { method: 'DELETE', headers: { origin, cookie } });
  expect((await ask(origin + topics, { headers: { cookie } })).status).toBe(401);
});

test('it answers under its own names only', async () => {
  const { origin, link } = await serve({ url: 'https://hubbub.example.com' });
  const cookie = await enter(link());
  const { port } = new URL(origin);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'hubbub.example.com'])
    expect((await ask(origin + topics, { headers: { host, cookie } })).status).toBe(200);
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1.evil.example:${port}`])
    for (const path of ['/', topics])
      expect((await ask(origin + path, { headers: { host, cookie } })).status).toBe(421);
});

test('no other page can change or read anything, even with the cookie', async () => {
  const { origin, link } = await serve();
  const cookie = await enter(link());
  const post = (headers: Record<string, string>) =>
    ask(`${origin}${topics}/x`, { method: 'POST', headers: { cookie, ...headers }, body: '{"name":"pin"}' });
  expect((await post({ ...json, origin })).status).toBe(400); // let in, but there is no topic x
  for (const headers of [
    { ...json, origin: 'https://evil.example' },
    { ...json, origin: 'null' },
    { ...json, origin: 'http://127.0.0.1:1' }, // the same site, but another port
    json,
    { 'content-type': 'application/x-www-form-urlencoded' },
  ])
    expect((await post(headers)).status).toBe(403);
  for (const site of ['cross-site', 'same-site'])
    expect((await ask(origin + topics, { headers: { cookie, 'sec-fetch-site': site } })).status).toBe(403);
});

test('its policy allows no script but its own, no frame, and no text that becomes markup', async () => {
  const { origin } = await serve();
  const { headers } = await ask(`${origin}/`);
  const policy = headers['content-security-policy'] as string;
  expect(policy).not.toMatch(/unsafe|http|\*/);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
});

test('a port that is taken is told, with what to do', async () => {
  const { origin } = await serve();
  await expect(serve({ port: Number(new URL(origin).port) })).rejects.toMatchObject({
    message: expect.stringContaining('something else has port'),
    fix: expect.stringContaining('HUBBUB_WEB_PORT'),
  });
});

const office: Viewer = { workspace, channels: new Set(['office']) };
const slackClaims = { sub: 'U1', 'https://slack.com/user_id': 'U1', 'https://slack.com/team_id': 'T1' };

/** Goes the way a browser goes to sign in, up to where it is sent `back`. */
async function goAway(origin: string, platform: string) {
  const left = await ask(`${origin}/sign-in/${platform}`, { headers: { host: new URL(origin).host } });
  const passed = await ask(left.headers.location!);
  return { away: cookieOf(left), back: passed.headers.location! };
}

async function serveWithSignIn(platform: 'slack' | 'discord', options: Partial<OpenIdOptions> = {}) {
  const provider = await startOpenId({
    clientId: 'app',
    clientSecret: 'secret',
    pkce: platform === 'discord',
    claims: slackClaims,
    ...options,
  });
  opened.push({ stop: () => provider.close() });
  const config: SignInConfig = { platform, clientId: 'app', clientSecret: 'secret', issuer: provider.issuer };
  const asked: string[][] = [];
  const viewerOf = async (inside: string, person: string): Promise<Viewer> => {
    asked.push([inside, person]);
    if (person !== 'U1') throw new Error('not in this workspace');
    return office;
  };
  const served = await serve({ signIn: [config], platforms: new Map([[platform, viewerOf]]) });
  return { ...served, provider, asked, origin: served.origin.replace('127.0.0.1', 'localhost') };
}

test('who signs in through Slack sees what they may read there, and may change nothing', async () => {
  const { origin, asked, provider } = await serveWithSignIn('slack');
  const { away, back } = await goAway(origin, 'slack');
  const home = await ask(back, { headers: { cookie: away } });
  expect(provider.refusals).toEqual([]);
  expect(home).toMatchObject({ status: 302, headers: { location: '/' } });
  const cookie = cookieOf(home);
  const seen = await ask(origin + topics, { headers: { cookie } });
  expect(seen.body).toContain('printer');
  expect(seen.body).not.toContain('parser');
  expect(asked).toContainEqual([workspace, 'U1']);
  const status = await ask(origin + topics.replace('/topics', '/status'), { headers: { cookie } });
  expect(JSON.parse(status.body).map(({ heading }: { heading: string }) => heading)).toEqual([
    expect.stringMatching(/messages in 1 channel/),
  ]);
  const checks = { method: 'POST', headers: { cookie, origin, ...json }, body: '{}' };
  expect(await ask(origin + topics.replace('/topics', '/checks'), checks)).toMatchObject({
    status: 400,
    body: expect.stringContaining('Only the operator'),
  });
  const { parts } = JSON.parse(seen.body);
  const pin = { method: 'POST', headers: { cookie, origin, ...json }, body: '{"name":"pin"}' };
  const refused = await ask(`${origin}${topics}/${parts[0].topics[0].id}`, pin);
  expect(refused).toMatchObject({ status: 400, body: expect.stringContaining('You may not pin') });
});

test('who signs in through Discord does so with PKCE, and sees no workspace of Slack', async () => {
  const { origin, provider } = await serveWithSignIn('discord', { claims: { sub: 'U1' } });
  const { away, back } = await goAway(origin, 'discord');
  const cookie = cookieOf(await ask(back, { headers: { cookie: away } }));
  expect(provider.refusals).toEqual([]);
  const session = await ask(`${origin}/api/session`, { headers: { cookie } });
  expect(JSON.parse(session.body)).toEqual({ kind: 'person', workspaces: [] });
  expect((await ask(origin + topics, { headers: { cookie } })).status).toBe(404);
});

test('a person of another team, or whom the platform does not know, sees nothing', async () => {
  for (const claims of [
    { ...slackClaims, 'https://slack.com/team_id': 'T2' },
    { ...slackClaims, 'https://slack.com/user_id': 'U2' },
  ]) {
    const { origin } = await serveWithSignIn('slack', { claims });
    const { away, back } = await goAway(origin, 'slack');
    const cookie = cookieOf(await ask(back, { headers: { cookie: away } }));
    expect((await ask(origin + topics, { headers: { cookie } })).status).toBe(404);
  }
});

test('the way back is open only to the browser that left, once, with its own state', async () => {
  const { origin } = await serveWithSignIn('slack');
  const { away, back } = await goAway(origin, 'slack');
  const trouble = async (url: string, cookie: string) => {
    const answer = await ask(url, { headers: { cookie } });
    expect(cookieOf(answer)).not.toMatch(/^hubbub_\d+=./);
    return answer.headers.location;
  };
  expect(await trouble(back, '')).toBe('/?sign-in=expired');
  expect(await trouble(back.replace(/state=\w+/, 'state=another'), away)).toBe('/?sign-in=refused');
  expect(await trouble(back, away)).toBe('/?sign-in=expired');
});

test('a token for somebody else’s visit, another application or from another issuer is refused', async () => {
  for (const claims of [
    { nonce: 'another' },
    { aud: 'another' },
    { iss: 'https://evil.example' },
    { exp: 1 },
  ]) {
    const { origin, troubles } = await serveWithSignIn('slack', { claims: { ...slackClaims, ...claims } });
    const { away, back } = await goAway(origin, 'slack');
    const answer = await ask(back, { headers: { cookie: away } });
    expect(answer.headers.location).toBe('/?sign-in=refused');
    expect(troubles).toHaveLength(1);
  }
});

const any = fc.string({ unit: 'binary', maxLength: 12 });
const ids = fc.constantFrom(
  `'; drop table message; --`,
  '\0',
  '__proto__',
  '../..',
  '#office',
  '@U1',
  '0',
  '-1',
  '1e9',
);
const segment = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '..%2f..%2fpackage.json',
    '%00',
    '%',
    '%ff',
    '',
    '.env',
    'page',
    'src',
  ),
  fc.oneof(any, ids).map(encodeURIComponent),
);
const inside = fc.constantFrom(
  ...['topics', 'similar', 'messages', 'digests', 'map', 'timeline', 'status', 'checks', 'nothing'],
);
const pathOf = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((all) => `/${all.join('/')}`);
const data = fc
  .tuple(inside, fc.array(segment, { maxLength: 2 }))
  .map(([what, more]) => [topics.replace('/topics', ''), what, ...more].join('/'));
const paths = fc.oneof(
  { weight: 5, arbitrary: data },
  fc.array(segment, { maxLength: 5 }).map((all) => `/${all.join('/')}`),
  pathOf(fc.constant('api'), fc.constantFrom('session', 'in', 'x'), segment),
  pathOf(fc.constant('sign-in'), fc.constantFrom('slack', 'discord', 'x'), segment),
);
const name = fc.constantFrom('text', 'message', 'page', 'since', 'hidden', 'all', 'code', 'state', 'x');
const value = fc.oneof(any, ids, fc.constantFrom('yes', '7d', 'in:lab', 'from:ada'));
const query = fc
  .array(fc.tuple(name, value), { maxLength: 3 })
  .map((all) => new URLSearchParams(all).toString());
const body = fc.oneof(
  any,
  fc.json(),
  fc.constantFrom('{"name":"pin"}', '{"name":"rename","argument":"x"}', '{'),
);

test('whatever is asked of any path, it is answered, shows nothing of other channels, and changes nothing', async () => {
  const { origin, provider, troubles } = await serveWithSignIn('slack');
  const { away, back } = await goAway(origin, 'slack');
  const cookie = cookieOf(await ask(back, { headers: { cookie: away } }));
  const { pool } = await chat.hubbub.store();
  const everything = async () =>
    (
      await pool.query(
        'select (select md5(string_agg(m::text, $1)) from message m) m, (select md5(string_agg(t::text, $1)) from topic t) t',
        [' '],
      )
    ).rows;
  const before = await everything();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'GET', 'GET', 'POST', 'PUT', 'HEAD'),
      ...([paths, query, body, fc.boolean()] as const),
      async (method, path, asked, sent, known) => {
        const answer = await ask(origin, {
          ...{ method, path: `${path}?${asked}` },
          headers: { host: new URL(origin).host, origin, ...json, ...(known && { cookie }) },
          ...(method !== 'GET' && method !== 'HEAD' && { body: sent }),
        });
        expect(answer.status).toBeLessThan(500);
        expect(answer.body).not.toMatch(/parser|"dependencies"|DATABASE_URL/);
        if (!known && path.startsWith('/api/in/')) expect(answer.body).not.toContain('printer');
      },
    ),
    { numRuns: 100 },
  );
  expect(await everything()).toEqual(before);
  expect(troubles).toEqual([]);
  expect(provider.refusals).toEqual([]);
});
