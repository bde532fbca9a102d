import OpenAI, { APIError, APIUserAbortError } from 'openai';
import { breaker } from '../breaker.ts';
import { isServersFault } from '../embed/openai/retry.ts';
import { HubbubError } from '../errors.ts';
import { metrics } from '../metrics.ts';
import { type Batch, batchesOf } from './batches.ts';
import type { TokenBudget } from './budget.ts';
import { type Ask, asker } from './chat.ts';
import { cleanLine } from './clean.ts';
import { echoes } from './echo.ts';
import type { Label, Labeller, LabelRequest } from './labeller.ts';
import { distinct, keywordName } from './names.ts';
import { explain } from './refusal.ts';

const longestSummary = 200;

/** A server, its model, and what may be spent on it. */
export interface OpenAILabellerOptions {
  apiKey: string;
  baseUrl?: string;
  model: string;
  budget: TokenBudget;
  /** Milliseconds that one try of a request may take. */
  timeout: number;
}

/**
 * Names topics by a language model, several in a request. What the model does not name, or may not for lack of
 * tokens, gets its keyword name (`by: 'keywords'`).
 *
 * Messages are untrusted, and a model may obey them. So they travel as data apart from the instructions; a name or
 * summary without a word of its own topic is not believed while other topics' messages stood in the same request,
 * but asked for again alone; and whatever comes back is cleaned.
 *
 * @example
 * const labeller = openaiLabeller({ apiKey, model: 'gpt-5.4-mini', budget, timeout: 60_000 });
 * await labeller.label([{ key: 't1', keywords: ['staging keys'], exemplars: ['rotate them'] }], []);
 */
export function openaiLabeller(options: OpenAILabellerOptions): Labeller {
  const { apiKey, baseUrl, model, budget, timeout } = options;
  const client = new OpenAI({ apiKey, baseURL: baseUrl, timeout, maxRetries: 2 });
  const guarded = breaker(new URL(client.baseURL).host, isServersFault);
  const asking = asker(client, model);
  const ask: Ask = (...asked) => guarded(() => asking(...asked));

  /** Asks within the budget; splits the topics into those whose answers hold up and those to ask for again. */
  async function name({ requests, tokens }: Batch, taken: readonly string[], signal?: AbortSignal) {
    if (!(await budget.take(tokens))) throw spent(budget.perDay);
    const answer = await ask(requests, taken, signal).catch(async (error) => {
      // Refused by the server: nothing was used. A request that broke off may have been answered all the same.
      if (error instanceof APIError && error.status !== undefined) await budget.correct(-tokens);
      throw error;
    });
    metrics.tokens.inc({ purpose: 'labels' }, answer.tokens ?? tokens);
    if (answer.tokens !== undefined) await budget.correct(answer.tokens - tokens);

    const labels: Label[] = [];
    const doubtful: LabelRequest[] = [];
    for (const [i, request] of requests.entries()) {
      const given = answer.names.get(i + 1);
      const label = cleanLine(given?.name ?? '');
      const summary = cleanLine(given?.summary ?? '', longestSummary);
      const alone = requests.length === 1;
      if (label && (alone || echoes(request, label, summary)))
        labels.push({ key: request.key, label, summary });
      else if (!alone && answer.names.size > 0) doubtful.push(request);
    }
    return { labels, doubtful };
  }

  async function nameAll(
    requests: readonly LabelRequest[],
    siblings: readonly string[],
    signal?: AbortSignal,
  ) {
    const named = new Map<string, Label>();
    const taken = [...siblings];
    const queue = await batchesOf(requests);
    try {
      for (let batch = queue.shift(); batch; batch = queue.shift()) {
        const { labels, doubtful } = await name(batch, taken, signal);
        for (const label of labels) {
          named.set(label.key, label);
          taken.push(label.label);
        }
        queue.push(...(await batchesOf(doubtful, 1)));
      }
    } catch (error) {
      if (signal?.aborted || error instanceof APIUserAbortError) throw error;
      if (named.size === 0) throw explain(error, model);
    }
    return named;
  }

  return {
    id: `openai:${model}`,
    async label(requests, siblings, signal) {
      if (requests.length === 0) return [];
      const named = await nameAll(requests, siblings, signal);
      if (named.size === 0) throw nonsense(model);
      const labels = requests.map(
        (r): Label => named.get(r.key) ?? { key: r.key, label: keywordName(r), summary: '', by: 'keywords' },
      );
      return distinct(labels, requests, siblings);
    },
  };
}

const spent = (perDay: number) =>
  new HubbubError(
    `Today's ${perDay.toLocaleString('en')} tokens for naming topics are spent.`,
    'Names come from keywords until tomorrow (UTC); HUBBUB_LABEL_TOKENS_PER_DAY allows more.',
  );

const nonsense = (model: string) =>
  new HubbubError(
    `${model} answered, but not with names.`,
    'Choose a model that can write JSON with HUBBUB_LABELLER=openai:MODEL, or set HUBBUB_LABELLER=keywords.',
  );
