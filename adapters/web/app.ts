import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { z } from 'zod';
import type { SignInConfig } from '../../src/config/web.ts';
import { HubbubError } from '../../src/errors.ts';
import type { Viewer } from '../../src/viewer.ts';
import type { Views } from '../../src/views/views.ts';
import { api } from './api.ts';
import type { OneTimeLink } from './doors/link.ts';
import { originsOf, ownOnly, type Place } from './doors/origins.ts';
import { type Guest, Sessions } from './doors/sessions.ts';
import { signIn } from './doors/sign-in.ts';
import { type ViewerOf, Viewers } from './doors/viewers.ts';
import { importMapHash, serveFile } from './files.ts';

export interface AppOptions {
  views: Views;
  place: Place;
  signIn: readonly SignInConfig[];
  platforms: ReadonlyMap<string, ViewerOf>;
  link: OneTimeLink;
  /** Somebody came in by the link, which has changed by that. */
  onEntered(): void;
  onTrouble(error: unknown): void;
}

/** The dashboard as a web application: its doors, its data and its page. Nothing but the page is there for strangers. */
export function buildApp({ views, place, link, platforms, ...options }: AppOptions): Pick<Hono, 'fetch'> {
  const sessions = new Sessions(place.port);
  const viewers = new Viewers(views, platforms);
  const offered = options.signIn.filter(({ platform }) => platforms.has(platform));
  const welcome = (context: Context, guest: Guest) =>
    sessions.begin(context, guest, originOf(context).startsWith('https:'));
  /** The one that this browser uses: `ownOnly` has let nothing else pass. */
  const originOf = (context: Context) =>
    [...originsOf(place)].find((origin) => new URL(origin).host === context.req.header('host')) ?? '';

  const app = new Hono<{ Variables: { viewer: Viewer } }>();
  app.use(headers, ownOnly(place), bodyLimit({ maxSize: 64 * 1024 }));
  app.onError((error, context) => {
    if (error instanceof HubbubError) return context.json({ error: error.message, fix: error.fix }, 400);
    options.onTrouble(error);
    const said = { error: 'Hubbub could not do this.', fix: 'Its log says why; try again in a moment.' };
    return context.json(said, 500);
  });

  app.get('/api/session', async (context) => {
    const guest = sessions.guest(context);
    if (!guest) return context.json({ signIn: offered.map(({ platform }) => platform) }, 401);
    return context.json({ kind: guest.kind, workspaces: await viewers.workspaces(guest) });
  });
  app.post('/api/session', async (context) => {
    const body = z.object({ token: z.string() }).safeParse(await context.req.json().catch(() => undefined));
    if (!body.success || !link.open(body.data.token)) return context.json({ error: 'used' }, 403);
    welcome(context, { kind: 'operator' });
    options.onEntered();
    return context.body(null, 204);
  });
  app.delete('/api/session', (context) => {
    sessions.end(context);
    return context.body(null, 204);
  });
  app.route(
    '/sign-in',
    signIn(offered, () => place.url ?? `http://localhost:${place.port}`, welcome, options.onTrouble),
  );

  app.use('/api/in/:workspace/*', async (context, next) => {
    const guest = sessions.guest(context);
    if (!guest) return context.json({ error: 'You are not signed in.', fix: 'Sign in again.' }, 401);
    const viewer = await viewers.viewer(guest, context.req.param('workspace'));
    if (!viewer)
      return context.json({ error: 'There is nothing here for you.', fix: 'Choose another workspace.' }, 404);
    context.set('viewer', viewer);
    context.header('cache-control', 'no-store');
    await next();
  });
  app.route('/api/in/:workspace', api(views));
  app.all('/api/*', (context) =>
    context.json({ error: 'There is no such thing.', fix: 'Reload the page.' }, 404),
  );
  app.get('*', serveFile);
  return app;
}

const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", importMapHash],
    styleSrc: ["'self'"],
    fontSrc: ["'self'"],
    imgSrc: ["'self'"],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    // No text can become markup, whatever the page's scripts do.
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: 'max-age=15552000',
});
