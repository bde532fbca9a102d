import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleContext } from '@secretlint/types';
import { LinkifyIt } from 'linkify-it';

/**
 * A text without what is nobody's business: keys, tokens and passwords become `[secret]`, e-mail addresses `[e-mail]`.
 * Everything that leaves for a model passes through here, and every line of a log.
 *
 * Secrets are found by secretlint's recommended rules, which know the forms of some thirty services; what people
 * announce as a password ("password: …"), passwords in addresses of any kind, and shortened tokens by rules of ours.
 *
 * @see https://github.com/secretlint/secretlint
 * @example
 * redact('ask ada@example.org, password: swordfish7'); // 'ask [e-mail], password: [secret]'
 */
export function redact(text: string): string {
  const found: Range[] = [...secretsIn(text), ...announcedIn(text), ...tokensIn(text)].map((range) => [
    ...range,
    '[secret]',
  ]);
  for (const { index, lastIndex, text: address } of text.includes('@') ? (linkify.match(text) ?? []) : [])
    if (/\.\p{L}{2,}$/u.test(address)) found.push([index, lastIndex, '[e-mail]']); // else it is a version: left-pad@1.3.0
  if (found.length === 0) return text;
  let clean = '';
  let at = 0;
  // Of those that overlap, the outermost counts: a password in an address makes the whole address secret.
  for (const [start, end, mark] of found.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (start >= at) clean += text.slice(at, start) + mark;
    at = Math.max(at, end);
  }
  return clean + text.slice(at);
}

type Range = [start: number, end: number, mark: string];

/** Finds addresses, with or without `mailto:`, and no links. */
const linkify = new LinkifyIt({ fuzzyLink: false, fuzzyEmail: true });
for (const scheme of ['http:', 'https:', 'ftp:', '//']) linkify.add(scheme, null);

/** What the rules have found in the text they were last given. */
let reported: [number, number][] = [];

/** A rule asks for the words of a message that nobody reads here, and may not switch the others off. */
const context: SecretLintRuleContext = {
  sharedOptions: {},
  createTranslator: () => (id, data) => ({ message: String(id), messageId: String(id), data }),
  report: ({ range: [start, end] }) => void reported.push([start, end]),
  ignore: () => {},
};
const rules = preset.rules.map((rule) => rule.create(context, { enableIDScanRule: true }));

function secretsIn(text: string): [number, number][] {
  reported = [];
  const source = { content: text, filePath: 'message', ext: '', contentType: 'text' as const };
  for (const rule of rules) rule.file?.(source as Parameters<NonNullable<typeof rule.file>>[0]);
  return reported;
}

const SECRET = String.raw`\b(?:pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|api[ _-]?key)`;
/** After a colon or an equals sign anything; after a verb only what is no word. */
const ANNOUNCED = new RegExp(
  `${SECRET}${String.raw`["'\x60*]*\s*(?:[:=]+\s*["'\x60*]*(?<said>[^\s"'\x60*,;]{4,})|(?:is|was)\s+["'\x60*]*(?<meant>(?=[^\s"'\x60]*[\d!#$%^&_+=@])[^\s"'\x60*,;]{4,}))`}`,
  'dgi',
);

const announcedIn = (text: string): [number, number][] =>
  [...text.matchAll(ANNOUNCED)].map(({ indices }) => {
    const { said, meant } = indices!.groups!;
    return (said ?? meant) as [number, number];
  });

/** Passwords in addresses whose scheme the rules do not know, and tokens of too few characters for them: errors quote both. */
const TOKENS =
  /\bx(?:ox[a-z]|app)-[\w-]+|\bsk-(?=[\w-]*\d)[\w-]{12,}|(?<=:\/\/[^\s:/@"]{0,100}:)[^\s@"/]{1,300}(?=@)/g;

const tokensIn = (text: string): [number, number][] =>
  [...text.matchAll(TOKENS)].map(({ index, 0: found }) => [index, index + found.length]);
