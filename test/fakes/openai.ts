import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type OpenAI from 'openai';
import { type Answer, embeddingsAnswer, Refusal } from './openai-embeddings.ts';

export type ChatRequest = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;

/** What goes wrong with one request. */
export type Fault =
  /** Refused, as OpenAI words it; `retryAfter` in seconds, or as a date. */
  | { kind: 'status'; status: number; code?: string; message?: string; retryAfter?: number | string }
  /** Half of the answer arrives, then the connection breaks. */
  | { kind: 'cut' }
  /** Half of the answer arrives, then nothing more. */
  | { kind: 'stall' }
  /** Status 200, but the body is not JSON. */
  | { kind: 'malformed' }
  /** The answer comes after `ms`. */
  | { kind: 'slow'; ms: number }
  /** JSON, but another than it should be. */
  | { kind: 'edit'; edit(answer: unknown): unknown };

export interface FakeOpenAIOptions {
  /** The only key that is let in; any is if left out. */
  key?: string;
  /** Ignores `encoding_format` and always sends numbers, as many compatible servers do. */
  floatsOnly?: boolean;
  /** Says what a chat completion contains; objects are sent as JSON. */
  chat?(request: ChatRequest): string | object;
  /** The length of the vectors of models that OpenAI does not have; such models are unknown if left out. */
  dimensions?: number;
}

export interface FakeOpenAI {
  /** For OPENAI_BASE_URL. */
  readonly baseUrl: string;
  /** Every request so far, refused ones too. */
  readonly requests: { path: string; authorization?: string; body: Record<string, unknown> }[];
  /** The next requests go wrong, one after the other, each in the way given. */
  fail(...faults: Fault[]): void;
  /** What was still to go wrong does not. */
  recover(): void;
  close(): Promise<void>;
}

/**
 * A server on loopback that speaks OpenAI's embeddings and chat completions, as strict about input as the real one.
 * Embeddings are derived from the words: texts that share words are similar.
 *
 * @example
 * const server = await startFakeOpenAI({ chat: () => ({ topics: [] }) });
 * server.fail({ kind: 'status', status: 429, retryAfter: 1 }, { kind: 'cut' });
 * new OpenAI({ apiKey: 'any', baseURL: server.baseUrl });
 * await server.close();
 */
export async function startFakeOpenAI(options: FakeOpenAIOptions = {}): Promise<FakeOpenAI> {
  const requests: FakeOpenAI['requests'] = [];
  const faults: Fault[] = [];
  const closing = new AbortController();

  const server = createServer(async (request, response) => {
    const body = (await json(request)) as Record<string, unknown>;
    const path = request.url!;
    requests.push({ path, authorization: request.headers.authorization, body });
    const fault = faults.shift();
    try {
      if (fault?.kind === 'slow') await wait(fault.ms, undefined, { signal: closing.signal });
      if (fault?.kind === 'status')
        throw new Refusal(fault.status, fault.message ?? 'So it was asked.', fault.code);
      const answer = answerTo(path, request, body, options);
      send(response, 200, fault?.kind === 'edit' ? fault.edit(answer) : answer, fault);
    } catch (error) {
      if (!(error instanceof Refusal)) return response.destroy();
      if (fault?.kind === 'status' && fault.retryAfter !== undefined)
        response.setHeader('retry-after', fault.retryAfter);
      const { status, message, code = null } = error;
      send(response, status, { error: { message, type: 'invalid_request_error', param: null, code } });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    fail: (...more) => void faults.push(...more),
    recover: () => void faults.splice(0),
    close() {
      closing.abort();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answerTo(
  path: string,
  request: IncomingMessage,
  body: Record<string, unknown>,
  options: FakeOpenAIOptions,
): Answer | OpenAI.Chat.ChatCompletion {
  if (options.key && request.headers.authorization !== `Bearer ${options.key}`)
    throw new Refusal(401, 'Incorrect API key provided.', 'invalid_api_key');
  if (path === '/v1/embeddings') return embeddingsAnswer(body, options);
  if (path === '/v1/chat/completions' && options.chat)
    return completion(body as unknown as ChatRequest, options.chat);
  throw new Refusal(404, `Unknown request URL: ${request.method} ${path}.`, 'unknown_url');
}

function completion(
  request: ChatRequest,
  chat: NonNullable<FakeOpenAIOptions['chat']>,
): OpenAI.Chat.ChatCompletion {
  const said = chat(request);
  const content = typeof said === 'string' ? said : JSON.stringify(said);
  const [asked, answered] = [JSON.stringify(request.messages).length, content.length].map((n) =>
    Math.ceil(n / 4),
  );
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: request.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null },
        finish_reason: 'stop',
        logprobs: null,
      },
    ],
    usage: { prompt_tokens: asked!, completion_tokens: answered!, total_tokens: asked! + answered! },
  };
}

function send(response: ServerResponse, status: number, answer: unknown, fault?: Fault) {
  const text = fault?.kind === 'malformed' ? '{"object": "list", "data": [' : JSON.stringify(answer);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  if (fault?.kind !== 'cut' && fault?.kind !== 'stall') return response.end(text);
  response.write(text.slice(0, text.length / 2), () => fault.kind === 'cut' && response.destroy());
}
