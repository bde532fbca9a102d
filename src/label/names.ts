import { cleanLine } from './clean.ts';
import type { Label, LabelRequest } from './labeller.ts';

const between = ' · ';

/** The name without a model: the best phrase plus up to three more keywords within 60 characters, or the start of a message where there is none. */
export function keywordName({ keywords, exemplars }: LabelRequest): string {
  const phrases = keywords.map((k) => cleanLine(k)).filter(Boolean);
  let name = phrases[0] ?? '';
  for (const phrase of phrases.slice(1, 4)) if (fits(name, phrase)) name += between + phrase;
  return name || exemplars.map((text) => cleanLine(text, 30)).find(Boolean) || 'Untitled';
}

/**
 * Makes every label differ from the others and from `siblings`, whatever their case: a repeated one gets its first
 * keyword that is not in it yet, and a number when none is left.
 */
export function distinct(
  labels: readonly Label[],
  requests: readonly LabelRequest[],
  siblings: readonly string[],
): Label[] {
  const taken = new Set(siblings.map(fold));
  const byKey = new Map(requests.map((r) => [r.key, r]));
  return labels.map((label) => {
    const name = [...alternatives(label.label, byKey.get(label.key)?.keywords ?? [])].find(
      (candidate) => !taken.has(fold(candidate)),
    );
    const free = name ?? numbered(label.label, taken);
    taken.add(fold(free));
    return { ...label, label: free };
  });
}

function* alternatives(name: string, keywords: readonly string[]): Generator<string> {
  yield name;
  for (const keyword of keywords.map((k) => cleanLine(k, 30)))
    if (keyword && !fold(name).includes(fold(keyword)))
      yield fits(name, keyword)
        ? name + between + keyword
        : cleanLine(name, 57 - keyword.length) + between + keyword;
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  let n = 2;
  while (taken.has(fold(`${cleanLine(name, 54)} (${n})`))) n++;
  return `${cleanLine(name, 54)} (${n})`;
}

const fits = (name: string, more: string) => [...name].length + between.length + [...more].length <= 60;

const fold = (name: string) => name.toLowerCase();
