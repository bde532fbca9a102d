import { createHmac } from 'node:crypto';
import { type Acknowledgement, type Transport, Undelivered } from './delivery.ts';
import type { Directory } from './directory.ts';
import { newId } from './ids.ts';

export interface Forgery {
  /** Signed with this instead of the app's secret. */
  secret?: string;
  /** Sent as signed so many seconds ago. */
  secondsAgo?: number;
  /** No signature at all. */
  unsigned?: boolean;
}

/** Events and interactions as signed POSTs (https://docs.slack.dev/authentication/verifying-requests-from-slack). */
export class HttpEvents implements Transport {
  readonly #team: Directory;
  readonly #url: string;
  readonly #ackTimeout: number;

  constructor(team: Directory, url: string, ackTimeout: number) {
    this.#team = team;
    this.#url = url;
    this.#ackTimeout = ackTimeout;
  }

  /** Asks the address whether it is the app's, as Slack does when it is entered: true if it sends the challenge back. */
  async verify(): Promise<boolean> {
    const challenge = newId('challenge');
    const body = JSON.stringify({ token: 'verification-token', challenge, type: 'url_verification' });
    const response = await this.post(body, 'application/json');
    return response.ok && (await response.text()).includes(challenge);
  }

  async deliver(payload: object, sent: Acknowledgement, retryReason?: string): Promise<unknown> {
    const retry: Record<string, string> = retryReason
      ? { 'x-slack-retry-num': String(sent.attempt), 'x-slack-retry-reason': retryReason }
      : {};
    const [body, type] = bodyOf(payload, sent);
    let response: Response;
    let text: string;
    try {
      response = await this.post(body, type, { headers: retry });
      text = await response.text();
    } catch (error) {
      throw new Undelivered((error as Error).name === 'TimeoutError' ? 'http_timeout' : 'connection_failed');
    }
    if (!response.ok) throw new Undelivered('http_error');
    if (!response.headers.get('content-type')?.includes('json')) return text ? { text } : undefined;
    return JSON.parse(text);
  }

  /** Sends a body with its signature, or with a wrong one. */
  post(
    body: string,
    type: string,
    { headers = {}, forgery = {} }: { headers?: Record<string, string>; forgery?: Forgery } = {},
  ): Promise<Response> {
    const timestamp = Math.floor(Date.now() / 1000) - (forgery.secondsAgo ?? 0);
    const secret = forgery.secret ?? this.#team.signingSecret;
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    return fetch(this.#url, {
      method: 'POST',
      headers: {
        'content-type': type,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...(!forgery.unsigned && {
          'x-slack-signature': `v0=${signature}`,
          'x-slack-request-timestamp': String(timestamp),
        }),
        ...headers,
      },
      body,
      signal: AbortSignal.timeout(this.#ackTimeout),
    });
  }
}

/** Events travel as JSON, commands as a form, everything else as JSON within a form. */
function bodyOf(payload: object, { kind }: Acknowledgement): [body: string, type: string] {
  if (kind === 'events_api') return [JSON.stringify(payload), 'application/json'];
  const form =
    kind === 'slash_commands'
      ? new URLSearchParams(payload as Record<string, string>)
      : new URLSearchParams({ payload: JSON.stringify(payload) });
  return [form.toString(), 'application/x-www-form-urlencoded'];
}
