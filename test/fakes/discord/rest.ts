import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { ApiError } from './api-error.ts';
import type { DiscordFake } from './discord.ts';
import { routes } from './routes.ts';

/** Answers REST calls of `/api/v10`. */
export async function answerRest(
  fake: DiscordFake,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url!, fake.origin);
  const path = decodeURIComponent(url.pathname).replace(/^\/api\/v10/, '');
  const query = Object.fromEntries(url.searchParams);
  const record = { method: request.method!, path, query, status: 0, at: Date.now() };
  fake.records.calls.push(record);
  const reply = (status: number, body?: object, headers: Record<string, string> = {}) => {
    record.status = status;
    if (body === undefined) return response.writeHead(status, headers).end();
    return response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));
  };
  try {
    const sent = await bodyOf(request);
    const call = `${record.method} ${path}`;
    const fault = fake.faults.take(call);
    if (fault?.kind === 'cut') return void response.destroy();
    if (fault?.kind === 'status')
      return void response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html></html>');
    if (fault?.kind === 'error') throw new ApiError(fault.status, fault.code, fault.message);
    if (fault?.kind === 'limited') return void reply(...limited(fault.retryAfter, fault.global));
    const free = /^\/(interactions|webhooks)\//.test(path);
    if (!free && request.headers.authorization !== `Bot ${fake.token}`)
      throw new ApiError(401, 0, '401: Unauthorized');
    const bucket = fake.limits.take(call);
    const headers: Record<string, string> = bucket
      ? {
          'x-ratelimit-limit': String(bucket.limit.calls),
          'x-ratelimit-remaining': String(bucket.left),
          'x-ratelimit-reset-after': String(bucket.resetAfter),
          'x-ratelimit-bucket': Buffer.from(bucket.name).toString('hex').slice(-32),
        }
      : {};
    if (bucket?.exceeded) {
      const [status, body, more] = limited(bucket.resetAfter);
      return void reply(status, body, { ...headers, ...more });
    }
    for (const [method, pattern, answer] of routes) {
      const found = method === record.method && pattern.exec(path);
      if (!found) continue;
      const body = answer({ fake, params: found.slice(1), query, body: sent });
      if (fault?.kind === 'unheard') return void response.destroy();
      return void reply(body === undefined ? 204 : 200, body, headers);
    }
    throw new ApiError(404, 0, '404: Not Found');
  } catch (error) {
    if (error instanceof ApiError) reply(error.status, { message: error.message, code: error.code });
    else {
      fake.records.violations.push(`${record.method} ${path}: ${error}`);
      response.destroy();
    }
  }
}

/** JSON, or the form that carries files beside it (https://docs.discord.com/developers/reference#uploading-files). */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const sent = await buffer(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/')) return sent.length > 0 ? JSON.parse(String(sent)) : undefined;
  const form = await new Response(new Uint8Array(sent), { headers: { 'content-type': type } }).formData();
  const files = new Map<string, Buffer>();
  for (const part of form.values())
    if (typeof part !== 'string') files.set(part.name, Buffer.from(await part.arrayBuffer()));
  return { ...JSON.parse(String(form.get('payload_json'))), files };
}

function limited(seconds: number, global = false): [number, object, Record<string, string>] {
  const body = { message: 'You are being rate limited.', retry_after: seconds, global };
  return [
    429,
    body,
    {
      'retry-after': String(Math.ceil(seconds)),
      ...(global && { 'x-ratelimit-global': 'true' }),
      'x-ratelimit-scope': global ? 'global' : 'user',
    },
  ];
}
