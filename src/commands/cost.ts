import type { CostResult, Spending } from '../cost/summary.ts';
import { monthInWords } from '../cost/summary.ts';
import { inDollars, inTokens } from '../cost/words.ts';
import type { Reply } from './reply.ts';

const purposes: Record<Spending['purpose'], string> = {
  messages: 'embedding messages',
  queries: 'look-ups',
  names: 'naming topics',
  digests: 'putting digests into words',
  compare: 'comparing embedders',
};

/** The ledger for people: a line for each day, workspace, purpose and model. */
export function costReply(result: CostResult): Reply {
  const { rows, total, month, since } = result;
  const heading = `${inDollars(total.usd)} since ${since}`;
  const unpriced = [...new Set(rows.filter((row) => row.usd === null).map((row) => row.model))];
  return {
    heading,
    context: `${inTokens(total.input + total.output)} · ${monthInWords(month)}`,
    parts: [
      ...[...Map.groupBy(rows, (row) => row.day)].map(([day, ofDay]) => ({
        kind: 'text' as const,
        text: [day, ...ofDay.map(lineOf)].join('\n'),
      })),
      ...(rows.length === 0
        ? [{ kind: 'text' as const, text: 'No model that counts tokens was asked.' }]
        : []),
      ...(unpriced.length > 0
        ? [
            {
              kind: 'note' as const,
              text: `What ${unpriced.join(', ')} costs is not known: say it with HUBBUB_PRICE_PER_MILLION_TOKENS=${unpriced[0]}=DOLLARS.`,
            },
          ]
        : []),
    ],
    fallback: `${heading}; ${monthInWords(month)}`,
  };
}

const lineOf = ({ workspace, purpose, model, input, output, usd }: Spending): string => {
  const cost = usd === null ? 'price not known' : inDollars(usd);
  return `  ${cost} · ${purposes[purpose]} with ${model} · ${inTokens(input + output)}${workspace && ` · ${workspace}`}`;
};
