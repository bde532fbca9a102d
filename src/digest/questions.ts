import { sentencesOf, wordsIn } from './excerpt.ts';
import type { Said } from './gather.ts';

/** A question may wait for so long before it counts as left alone, in milliseconds. */
const GRACE = 60 * 60_000;
/** Asks for agreement, or is a way of speaking. */
const rhetorical =
  /\b(right|ok|okay|no|huh|eh|yeah|isn'?t it|aren'?t (you|we|they)|you know|what'?s up|how are you|anyone there|why not|who knows|who cares|ring a bell)\s*[?？؟]+$/i;
/** The asker got on without anybody. */
const settled =
  /\b(never ?mind|nvm|figured (it|this) out|found (it|the|out)|solved|fixed|got it|works? now|got it working|my (bad|mistake)|ignore (this|that))\b/i;

/** Nobody speaks like that. */
const code = /[{}|←→⊢∀∃λ⟨⟩]|:=|=>|::|\w\([\w"']|^import /;
/** Asks for something that can be told. */
const wanting =
  /\b(how|why|what|which|when|where|who|whose|is there|are there|does|do (we|you|they)|can|could|has|have|should|any(one|body))\b/i;

/** Whether a sentence asks something that somebody could answer. */
export const asks = (sentence: string): boolean =>
  /[?？؟][)"”'\s]*$/.test(sentence) &&
  !rhetorical.test(sentence.replace(/[)"”'\s]+$/, '')) &&
  !/^["“>]/.test(sentence) &&
  !code.test(sentence) &&
  wordsIn(sentence).size >= 3;

/** Messages that ask something and begin a conversation or a thread, or stand at its end. */
export const questionsAmong = (said: readonly Said[]): Said[] =>
  said.filter(({ bot, text }) => !bot && sentencesOf(text).some(asks));

/**
 * Those questions that nobody else has said anything after: not in answer to them, not in their thread, and not in
 * their conversation. What the asker has settled alone, or asked just now, is no open question.
 *
 * @param later who spoke in their threads and conversations, to this day
 * @param to end of the stretch, in milliseconds since the epoch
 */
export function openAmong(
  questions: readonly Said[],
  later: readonly Pick<Said, 'id' | 'author' | 'ts' | 'threadId' | 'replyTo' | 'conversation' | 'text'>[],
  to: number,
): Said[] {
  const open = questions.filter((question) => {
    if (question.ts > to - GRACE) return false;
    const thread = question.threadId ?? question.id;
    return !later.some((other) => {
      if (other.id === question.id || other.ts < question.ts) return false;
      const related =
        other.replyTo === question.id ||
        other.threadId === thread ||
        (other.conversation !== null && other.conversation === question.conversation);
      return related && (other.author !== question.author || settled.test(other.text));
    });
  });
  // Who asks twice means the same; the last time says it best.
  const last = new Map(open.map((question) => [question.conversation ?? question.id, question]));
  return [...last.values()].sort((a, b) => urgency(b) - urgency(a) || b.ts - a.ts);
}

/** A question that somebody came with waits for an answer; one in the middle of a talk may have been a remark. */
const urgency = ({ id, conversation, threadId, replyTo, text }: Said): number =>
  Number((conversation ?? id) === id && (threadId ?? id) === id && !replyTo) +
  Number(sentencesOf(text).some((sentence) => asks(sentence) && wanting.test(sentence)));
