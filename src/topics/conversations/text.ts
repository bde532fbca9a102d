const WORD = /[\p{L}\p{N}_]{3,}/gu;
const NAME = /@?[\p{L}\p{N}_][\p{L}\p{N}_.|[\]`^{}\\-]*/gu;

/** The distinct words of a text, in lower case; words of one or two letters say too little to be compared. */
export const words = (text: string): string[] => [...new Set(text.toLowerCase().match(WORD) ?? [])];

/** Whether a text asks something. */
export const asks = (text: string): boolean => /[?？؟]/.test(text);

/**
 * The authors whom a text calls by name: "@Ada", a leading "Ada:" or "Ada, ", or the name as a word.
 *
 * @param known author id by name in lower case; a first name stands for a full one
 */
export function mentions(text: string, known: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  for (const match of text.matchAll(NAME)) {
    const at = match[0].startsWith('@');
    const addressed = at || (match.index === 0 && /^\s*[:,]/.test(text.slice(match[0].length)));
    // Nicknames may end in signs that otherwise belong to the sentence: try the longest form first.
    for (let name = at ? match[0].slice(1) : match[0]; name !== ''; name = name.slice(0, -1)) {
      const author = known.get(name.toLowerCase());
      if (author !== undefined && (addressed || isNameLike(name))) found.add(author);
      if (author !== undefined || /[\p{L}\p{N}]$/u.test(name)) break;
    }
  }
  return found;
}

/** A name inside a sentence must look like one, or "will" and "mark" would be called all day. */
const isNameLike = (name: string): boolean => name.length > 3 || /^\p{Lu}/u.test(name);
