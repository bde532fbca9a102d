import type { types } from '@slack/bolt';
import type { Problem } from './blocks.ts';

/** Gathers what is wrong with one message or view, in Slack's words. */
export class Checks {
  readonly problems: Problem[] = [];
  readonly #error: string;
  readonly #root: string;

  constructor(error: string, root: string) {
    this.#error = error;
    this.#root = root;
  }

  fail(what: string, at: string): this {
    this.problems.push({ error: this.#error, detail: `${what} [json-pointer:${this.#root}/${at}]` });
    return this;
  }

  longest(value: string | undefined, most: number, at: string): void {
    if (value !== undefined && value.length > most) this.fail(`must be less than ${most + 1} characters`, at);
  }

  filled(value: unknown, most: number, at: string): void {
    if (typeof value !== 'string') this.fail('missing required field', at);
    else if (value.length === 0) this.fail('must be more than 0 characters', at);
    else this.longest(value, most, at);
  }

  /** A text object of either kind. */
  text(value: types.TextObject | undefined, most: number, at: string): void {
    if (value?.type !== 'plain_text' && value?.type !== 'mrkdwn') this.fail('must be a text object', at);
    else this.filled(value.text, most, `${at}/text`);
  }

  plainText(value: types.TextObject | undefined, most: number, at: string): void {
    if (value?.type !== 'plain_text') this.fail('must be a plain_text object', at);
    else this.filled(value.text, most, `${at}/text`);
  }

  atMost(items: readonly unknown[] | undefined, most: number, at: string): void {
    if (items && items.length > most) this.fail(`no more than ${most} items allowed`, at);
  }

  between(items: readonly unknown[] | undefined, least: number, most: number, at: string): void {
    if (!Array.isArray(items) || items.length < least) this.fail(`no fewer than ${least} items allowed`, at);
    this.atMost(items, most, at);
  }

  /** Checks so many items, each by itself. */
  each<T>(
    items: readonly T[],
    [least, most]: [number, number],
    at: string,
    check: (item: T, at: string) => void,
  ): void {
    this.between(items, least, most, at);
    for (const [i, item] of items.entries()) check(item, `${at}/${i}`);
  }
}
