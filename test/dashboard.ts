import { rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type WebOptions, webAdapter } from '../adapters/web/web.ts';
import { collect } from '../src/collect/collect.ts';
import { loadConfig } from '../src/config.ts';
import { fillEmbeddings } from '../src/embed/fill.ts';
import { assemble, type Hubbub } from '../src/hubbub.ts';
import type { Message } from '../src/message.ts';
import { refreshTopics } from '../src/topics/refresh.ts';
import { openViews } from '../src/views/views.ts';
import { newDataFolder } from './data-folder.ts';
import { teamChat } from './team-chat.ts';

export const workspace = 'slack:T1';

/** A team's chat that was read, embedded and sorted into topics. `more` comes on top. */
export async function readTeamChat(more: readonly Partial<Message>[] = []) {
  const dataDir = await newDataFolder();
  const hubbub = assemble(loadConfig({ HUBBUB_DATA_DIR: dataDir }));
  const [store, embedder] = await Promise.all([hubbub.store(), hubbub.embedder(workspace)]);
  const rows = teamChat().map(({ user, ts, ...row }): Message => {
    const permalink = `https://team.example/archives/${row.id}`;
    return { ...row, workspace, channelName: row.channel, author: user, ts: Date.parse(ts), permalink };
  });
  await collect(store, [...rows, ...more.map((message, i) => ({ ...rows[i % rows.length]!, ...message }))]);
  await fillEmbeddings(store, embedder, workspace);
  await refreshTopics(store, embedder.id, await hubbub.labeller(workspace), workspace);
  const close = async () => {
    await hubbub.close();
    await rm(dataDir, { recursive: true });
  };
  return { hubbub, close };
}

/** The dashboard on a free port, and what it has told the operator. */
export async function serveDashboard(hubbub: Hubbub, options: Partial<WebOptions> = {}) {
  const told: string[] = [];
  const troubles: unknown[] = [];
  const dashboard = webAdapter({
    host: '127.0.0.1',
    port: 0,
    signIn: [],
    platforms: new Map(),
    views: openViews(hubbub),
    tell: (line) => told.push(line),
    onTrouble: (error) => troubles.push(error),
    ...options,
  });
  await dashboard.start();
  const link = () => /http:\S+$/.exec(told.at(-1)!)![0];
  const { origin } = new URL(link());
  return { origin, told, troubles, link, stop: () => dashboard.stop() };
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Asks as any program may, with whatever headers it likes, which `fetch` would not. */
export function ask(url: string, { method = 'GET', headers = {}, body, path }: Asking = {}): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asked = request(url, { method, headers, ...(path && { path }) }, async (response) => {
    resolve({ status: response.statusCode!, headers: response.headers, body: await text(response) });
  });
  asked.on('error', reject);
  asked.end(body);
  return promise;
}

interface Asking {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** As it is sent, dots and all; that of the address otherwise. */
  path?: string;
}

/** Uses up a one-time link as the page does. Returns the session's cookie. */
export async function enter(link: string): Promise<string> {
  const { origin, hash } = new URL(link);
  const answer = await ask(`${origin}/api/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.replace('#token=', '') }),
  });
  return cookieOf(answer);
}

/** The last cookie that an answer sets, as a browser sends it back. */
export const cookieOf = ({ headers }: Answer): string => headers['set-cookie']?.at(-1)?.split(';')[0] ?? '';
