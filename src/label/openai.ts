import OpenAI, { APIUserAbortError } from 'openai';
import { breaker } from '../breaker.ts';
import type { Meter } from '../cost/ledger.ts';
import { HubbubError } from '../errors.ts';
import { patience as defaults, isServersFault, type Patience } from '../openai/retry.ts';
import { type Batch, batchesOf } from './batches.ts';
import { type Ask, asker } from './chat.ts';
import { cleanLine } from './clean.ts';
import { echoes } from './echo.ts';
import type { Label, Labeller, LabelRequest } from './labeller.ts';
import { distinct, keywordName } from './names.ts';
import { explain } from './refusal.ts';

const longestSummary = 200;
/** A model thinks for seconds, and keywords stand in meanwhile: it is given up after some three minutes. */
const usual: Patience = { ...defaults.background, tries: 3, waiting: 20_000 };

/** A server, its model, and what may be spent on it. */
export interface OpenAILabellerOptions {
  apiKey: string;
  baseUrl?: string;
  model: string;
  /** Books what each request takes. */
  meter: Meter;
  patience?: Patience;
}

/**
 * Names topics by a language model, several in a request. What the model does not name, or may not for lack of
 * money, gets its keyword name (`by: 'keywords'`).
 *
 * Messages are untrusted, and a model may obey them. So they travel as data apart from the instructions; a name or
 * summary without a word of its own topic is not believed while other topics' messages stood in the same request,
 * but asked for again alone; and whatever comes back is cleaned.
 *
 * @example
 * const labeller = openaiLabeller({ apiKey, model: 'gpt-5.4-mini', meter });
 * await labeller.label([{ key: 't1', keywords: ['staging keys'], exemplars: ['rotate them'] }], []);
 */
export function openaiLabeller(options: OpenAILabellerOptions): Labeller {
  const { apiKey, baseUrl, model, meter, patience = usual } = options;
  const { timeout } = patience;
  const client = new OpenAI({ apiKey, baseURL: baseUrl, timeout, maxRetries: 0 });
  const guarded = breaker(new URL(client.baseURL).host, isServersFault);
  const asking = asker(client, model, meter, patience);
  const ask: Ask = (...asked) => guarded(() => asking(...asked));

  /** Asks for names; splits the topics into those whose answers hold up and those to ask for again. */
  async function name({ requests }: Batch, taken: readonly string[], signal?: AbortSignal) {
    const names = await ask(requests, taken, signal);
    const labels: Label[] = [];
    const doubtful: LabelRequest[] = [];
    for (const [i, request] of requests.entries()) {
      const given = names.get(i + 1);
      const label = cleanLine(given?.name ?? '');
      const summary = cleanLine(given?.summary ?? '', longestSummary);
      const alone = requests.length === 1;
      if (label && (alone || echoes(request, label, summary)))
        labels.push({ key: request.key, label, summary });
      else if (!alone && names.size > 0) doubtful.push(request);
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

const nonsense = (model: string) =>
  new HubbubError(
    `${model} answered, but not with names.`,
    'Choose a model that can write JSON with HUBBUB_LABELLER=openai:MODEL, or set HUBBUB_LABELLER=keywords.',
  );
