import type { Phrase } from './phrases.ts';

const wanted = 10;
/** What a phrase that the topic's very first message holds counts as the lead: it raised the subject. */
const raised = 1.5;
/** A phrase is shown within one of two words that this share of its messages hold, */
const inPair = 0.2;
/** and within one of three that so many do: those are often no more than a piece of a sentence. */
const inTriple = 0.5;
/** Of so many phrases one may lead in place of the first. */
const near = 3;

/** Mostly set as code. */
export const isCode = (phrase: Phrase): boolean => phrase.code * 2 >= phrase.whole;

/**
 * The phrases of a topic that weigh most, best first: none twice in other words, none of several words of code, and
 * one of people's own words in the lead; or none at all.
 */
export function choose(phrases: readonly Phrase[], weight: (phrase: Phrase) => number): Phrase[] {
  const weighed = phrases
    .filter((phrase) => phrase.whole > 0 && !(phrase.stems.length > 1 && isCode(phrase)))
    .map((phrase) => ({ phrase, weight: weight(phrase) }))
    .filter((p) => p.weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.phrase.key < b.phrase.key ? -1 : 1));
  const longer = weighed.map((w) => w.phrase).filter((p) => p.stems.length > 1);
  const used = new Set<string>();
  const chosen: Phrase[] = [];
  for (const { phrase } of leadFirst(weighed)) {
    if (chosen.length === wanted) break;
    const whole = widen(phrase, longer);
    const parts = [phrase, whole].flatMap(partsOf);
    if (parts.some((part) => used.has(part))) continue;
    for (const part of parts) used.add(part);
    chosen.push(whole);
  }
  return chosen.some((phrase) => !isCode(phrase)) ? chosen : [];
}

/** The same, best first, but for the phrase that leads. */
function leadFirst(weighed: readonly { phrase: Phrase; weight: number }[]): typeof weighed {
  const asLead = ({ phrase, weight }: (typeof weighed)[0]) =>
    weight * (phrase.messages[0] === 0 ? raised : 1);
  const fit = weighed.filter(({ phrase }) => !isCode(phrase));
  if (fit.length === 0) return weighed;
  const lead = fit.reduce((best, one) => (asLead(one) > asLead(best) ? one : best));
  return [lead, ...weighed.filter((one) => one !== lead)];
}

/** The longer phrase in whose company a phrase often appears ("keys" in "staging keys"), or itself. */
function widen(phrase: Phrase, longer: readonly Phrase[]): Phrase {
  const company = longer.find(
    (p) =>
      p.stems.length > phrase.stems.length &&
      p.messages.length >= (p.stems.length > 2 ? inTriple : inPair) * phrase.whole &&
      ` ${p.key} `.includes(` ${phrase.key} `),
  );
  return company ? widen(company, longer) : phrase;
}

/** A phrase's words, and what those are joined of. */
const partsOf = ({ key, stems }: Phrase): string[] =>
  [...stems, ...key.split(/[^\p{L}\p{M}\p{N}]+/u)].filter(Boolean);

/**
 * Where several topics would lead with one phrase, that which says it most keeps it, and each other one leads with its
 * next.
 *
 * @param topics each one's phrases, best first
 */
export function apart(topics: readonly Phrase[][]): Phrase[][] {
  const leads = new Set<string>();
  const result = [...topics];
  const said = (i: number) => topics[i]![0]?.messages.length ?? 0;
  for (const i of [...topics.keys()].sort((a, b) => said(b) - said(a))) {
    const phrases = topics[i]!;
    const lead = phrases.slice(0, near).find((p) => !isCode(p) && !leads.has(p.key)) ?? phrases[0];
    if (!lead) continue;
    leads.add(lead.key);
    result[i] = [lead, ...phrases.filter((phrase) => phrase !== lead)];
  }
  return result;
}
