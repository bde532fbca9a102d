import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { isCuration } from '../../src/commands/curate.ts';
import { UsageError } from '../../src/errors.ts';
import type { Colour } from '../../src/map/colours.ts';
import type { Viewer } from '../../src/viewer.ts';
import type { Views } from '../../src/views/views.ts';
import { mapData } from './map-data.ts';

/** Data about topics, and the colour of each by its id. */
export type Coloured<T> = T & { colours: Record<string, Colour> };

type Environment = { Variables: { viewer: Viewer } };

/** The data of one workspace as JSON, for the viewer that whoever mounts this has put into the context. */
export function api(views: Views): Hono<Environment> {
  const coloured = async <T>(viewer: Viewer, data: T, topics: readonly { id: string }[]) => {
    const ids = topics.map(({ id }) => id);
    return { ...data, colours: await views.colours(viewer, ids) } satisfies Coloured<T>;
  };
  const viewerOf = (context: Context<Environment>) => context.get('viewer');
  return (
    new Hono<Environment>()
      .get('/topics', async (c) => {
        const { since, hidden } = c.req.query();
        const viewer = viewerOf(c);
        const reply = await views.topics(viewer, { ...(since && { since }), hidden: hidden === 'yes' });
        const topics = reply.parts.flatMap((part) => (part.kind === 'topics' ? part.topics : []));
        return c.json(await coloured(viewer, reply, topics));
      })
      .get('/topics/:topic', async (c) => {
        const page = pageOf(c.req.query('page'));
        return c.json(await views.topic(viewerOf(c), c.req.param('topic'), page));
      })
      .post('/topics/:topic', async (c) => {
        const asked = change.safeParse(await c.req.json().catch(() => undefined));
        if (!asked.success)
          throw new UsageError('This is not a change of a topic.', 'Reload the page, and try it again.');
        const { name, argument } = asked.data;
        return c.json(await views.change(viewerOf(c), name, c.req.param('topic'), argument));
      })
      .get('/timeline', async (c) => {
        const timeline = await views.timeline(viewerOf(c));
        return c.json(await coloured(viewerOf(c), timeline, timeline.topics));
      })
      .get('/map', async (c) => c.json(mapData(await views.map(viewerOf(c)))))
      .get('/similar', async (c) => {
        const { text, message, all } = c.req.query();
        const query = message ? { message } : { text: text ?? '' };
        const options = { all: all === 'yes', page: pageOf(c.req.query('page')) };
        return c.json(await views.similar(viewerOf(c), query, options));
      })
      .get('/digests', async (c) => c.json(await views.digests(viewerOf(c))))
      .get('/digests/:digest/:period', async (c) => c.json(await views.digest(viewerOf(c), c.req.param())))
      // Not for links, since a model may be asked.
      .post('/digests', async (c) => c.json(await views.digest(viewerOf(c))))
      .get('/messages/:message', async (c) => {
        const message = await views.message(viewerOf(c), c.req.param('message'));
        return message ? c.json(message) : c.json(null, 404);
      })
      .get('/status', async (c) => c.json(await views.status(viewerOf(c))))
      // Not for links either: models and platforms are asked.
      .post('/checks', async (c) => c.json(await views.checks(viewerOf(c))))
  );
}

const change = z.object({ name: z.string().refine(isCuration), argument: z.string().max(500).optional() });

/** A page's number from an address, from 1 on; the first where it is none. */
const pageOf = (text: string | undefined): number =>
  z.coerce.number().int().min(1).max(1000).catch(1).parse(text);
