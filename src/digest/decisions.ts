import { sentencesOf, wordsIn } from './excerpt.ts';
import type { Said } from './gather.ts';

/** What people say when something is settled, the surest first. */
const cues: [RegExp, weight: number][] = [
  [/^(decision|decided|agreed|resolution|verdict|outcome|conclusion)\s*[:–—-]/i, 3],
  [
    /\b(we|i|they|team|everybody|everyone|\p{Lu}\w+) ?(have|has|'ve|just|all)? ?(decided|agreed|settled on|chose|approved|signed off|voted)\b/u,
    2,
  ],
  [/\b(it'?s|that'?s|is|was|been) (now )?(decided|settled|agreed|approved|final)\b/i, 2],
  [
    /\b(we'?re|we are|we'?ll|we will|let'?s) (be )?(go(ing)? (with|for|ahead)|us(e|ing)|mov(e|ing)|switch(ing)?|keep(ing)?|postpon(e|ing)|cancel(l?ing)?|stick(ing)? (to|with)|drop(ping)?|freez(e|ing))\b/i,
    1.5,
  ],
  [/\b(from now on|going forward|as of (today|tomorrow|monday|next)|effective (immediately|today))\b/i, 1.5],
  [/\b(is|are) (postponed|cancelled|canceled|moved to|off the table)\b/i, 1],
];
/** Turns the same words into their opposite. */
const open =
  /\?|\b(not|n't|never|haven'?t|hasn'?t|should we|shall we|if we|whether|maybe|perhaps|might|could|would|would be|unless|until we|once we|before we|need to decide|to decide|proof|by def|theorem|lemma)\b/i;

const decides = (sentence: string): number =>
  open.test(sentence) || wordsIn(sentence).size < 2
    ? 0
    : Math.max(0, ...cues.map(([cue, weight]) => (cue.test(sentence) ? weight : 0)));

/** Whether a sentence settles something. */
export const isDecision = (sentence: string): boolean => decides(sentence) > 0;

/** Messages in which something was settled, the surest first; one a conversation. */
export function decisionsAmong(said: readonly Said[]): Said[] {
  const found = said.flatMap((one) => {
    const weight = one.bot ? 0 : Math.max(0, ...sentencesOf(one.text).map(decides));
    return weight > 0 ? [{ one, weight }] : [];
  });
  found.sort((a, b) => b.weight - a.weight || b.one.ts - a.one.ts);
  const seen = new Set<string>();
  return found.flatMap(({ one }) => {
    const conversation = one.conversation ?? one.id;
    if (seen.has(conversation)) return [];
    seen.add(conversation);
    return [one];
  });
}
