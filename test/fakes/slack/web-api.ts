import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { chatMethods } from './methods/chat.ts';
import { conversationMethods } from './methods/conversations.ts';
import { directoryMethods } from './methods/directory.ts';
import { fileMethods } from './methods/files.ts';
import { historyMethods } from './methods/history.ts';
import { ApiError, Args, type Method, missingScope } from './methods/method.ts';
import { viewMethods } from './methods/views.ts';
import type { SlackFake } from './slack.ts';
import type { SlackTeam } from './team.ts';

const methods: Readonly<Record<string, Method>> = {
  ...chatMethods,
  ...conversationMethods,
  ...directoryMethods,
  ...fileMethods,
  ...historyMethods,
  ...viewMethods,
};

/** Answers what the app asks: methods of the Web API, replies to response_urls, and uploads. */
export async function answerHttp(
  slack: SlackFake,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await buffer(request);
    const { pathname, searchParams } = new URL(request.url!, slack.origin);
    const [, where, what] = pathname.split('/');
    if (where === 'response') return await respond(slack, pathname, body, response);
    if (where === 'upload') return await upload(slack, what!, request, body, response);
    if (where !== 'api' || !what) return void response.writeHead(404).end();
    const args = { ...Object.fromEntries(searchParams), ...parse(request, body) };
    await call(slack, what, args, request, response);
  } catch {
    // The fake has been stopped, or the client has gone.
    response.destroy();
  }
}

async function call(
  slack: SlackFake,
  name: string,
  args: Record<string, unknown>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token =
    /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? (args.token as string | undefined);
  const team = slack.teams.find(({ botToken, appToken }) => token === botToken || token === appToken);
  const record = { ...(team && { team: team.id }), method: name, args, result: 'no answer', at: Date.now() };
  slack.records.calls.push(record);
  const fault = await slack.faults.takeCall(name, slack.stopping);
  const method = methods[name];
  const wait =
    fault?.kind === 'ratelimited'
      ? fault.retryAfter
      : method && team && slack.limits.take(team.id, name, method.tier);
  if (fault?.kind === 'cut') return void response.destroy();
  if (fault?.kind === 'status') {
    record.result = String(fault.status);
    return void response
      .writeHead(fault.status, { 'content-type': 'text/html' })
      .end('<html>Server Error</html>');
  }
  if (wait !== undefined) {
    record.result = 'ratelimited';
    response.setHeader('retry-after', wait);
    return send(response, 429, { ok: false, error: 'ratelimited' });
  }
  const answer =
    fault?.kind === 'error'
      ? { ok: false, error: fault.error }
      : await answerOf(slack, team, token, method, new Args(args));
  record.result = 'error' in answer ? answer.error : 'ok';
  if (fault?.kind === 'unheard') return void response.destroy();
  const scopes = token === team?.appToken ? team?.appScopes : team?.granted.scopes;
  response.setHeader('x-oauth-scopes', [...(scopes ?? [])].join(','));
  response.setHeader('x-accepted-oauth-scopes', method?.scopes?.join(',') ?? '');
  send(response, 200, answer);
}

async function answerOf(
  slack: SlackFake,
  team: SlackTeam | undefined,
  token: string | undefined,
  method: Method | undefined,
  args: Args,
): Promise<{ ok: true } | { ok: false; error: string }> {
  try {
    if (!method) throw new ApiError('unknown_method');
    if (!token) throw new ApiError('not_authed');
    if (!team) throw new ApiError('invalid_auth');
    const appToken = token === team.appToken;
    if (method.token !== 'any' && appToken !== (method.token === 'app'))
      throw new ApiError('not_allowed_token_type');
    const granted = appToken ? team.appScopes : team.granted.scopes;
    if (method.scopes && !method.scopes.some((scope) => granted.has(scope)))
      throw missingScope(team, method.scopes.join(','), granted);
    return { ok: true, ...(await method.run({ slack, team, args, appToken })) };
  } catch (error) {
    if (error instanceof ApiError) return { ok: false, error: error.message, ...error.fields };
    // A fault of the fake itself: tests are to see it.
    console.error(error);
    return { ok: false, error: 'internal_error' };
  }
}

async function respond(
  slack: SlackFake,
  pathname: string,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const fault = await slack.faults.takeCall('response_url', slack.stopping);
  if (fault?.kind === 'cut') return void response.destroy();
  if (fault?.kind === 'status') return void response.writeHead(fault.status).end();
  const [, , teamId] = pathname.split('/');
  const team = slack.teams.find(({ id }) => id === teamId);
  const error = team?.interactions.byResponseUrl(pathname)?.respond(JSON.parse(String(body)));
  if (!team) response.writeHead(404).end();
  else if (!error) response.writeHead(200).end('ok');
  else send(response, error.endsWith('_url') ? 404 : 400, { ok: false, error });
}

async function upload(
  slack: SlackFake,
  id: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
) {
  const file = slack.records.files.find((one) => one.id === id);
  if (!file) return void response.writeHead(404).end();
  const form = request.headers['content-type']?.startsWith('multipart/')
    ? await new Response(new Uint8Array(body), {
        headers: { 'content-type': request.headers['content-type'] },
      }).formData()
    : undefined;
  const part = form && [...form.values()].find((value) => typeof value !== 'string');
  file.content = part ? Buffer.from(await part.arrayBuffer()) : body;
  response.writeHead(200).end(`OK - ${file.content.length}`);
}

function parse(request: IncomingMessage, body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  if (request.headers['content-type']?.includes('json')) return JSON.parse(String(body));
  return Object.fromEntries(new URLSearchParams(String(body)));
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
