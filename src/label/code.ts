import { functionWords } from './stopwords.ts';

const symbol = /[=<>{}[\];|→←↦⟨⟩∀∃λ≤≥∧∨¬$\\^+*&%]|\s:/gu;

/**
 * Which lines of a text were pasted from a program: those with its symbols, and what stands next to one of them
 * without being a sentence.
 *
 * @example
 * linesOfCode(['This fails:', 'import data.list', 'x := [1, 2];']); // [false, true, true]
 */
export function linesOfCode(lines: readonly string[]): boolean[] {
  const code = lines.map(isCode);
  if (lines.length === 1) return code;
  const bare = lines.map((line) => !isSentence(line));
  for (let i = 1; i < lines.length; i++) code[i] ||= bare[i]! && code[i - 1]!;
  for (let i = lines.length - 2; i >= 0; i--) code[i] ||= bare[i]! && code[i + 1]!;
  return code;
}

/** By its symbols: two at least, and more than one in twenty characters. */
function isCode(line: string): boolean {
  const symbols = line.match(symbol)?.length ?? 0;
  return symbols > 1 && symbols * 20 > line.length;
}

/** Ends as one does, or has a function word among five. */
function isSentence(line: string): boolean {
  if (/[.!?:,]\s*$/.test(line)) return true;
  const words = line.toLowerCase().match(/[\p{L}\p{N}_.'’]+/gu) ?? [];
  return words.filter((word) => functionWords.has(word)).length * 5 > words.length;
}
