/**
 * An error that a person can act on: what happened, and what to do next. It is shown without a stack trace.
 *
 * @example
 * throw new HubbubError('OPENAI_API_KEY was refused by api.openai.com (401).',
 *   'Make a new key in the provider\'s console and set OPENAI_API_KEY, or unset it to use the local embedder.');
 */
export class HubbubError extends Error {
  override name = 'HubbubError';
  /** What the reader can do about it, as one or two sentences. */
  readonly fix: string;
  constructor(what: string, fix: string, options?: ErrorOptions) {
    super(what, options);
    this.fix = fix;
  }
}

/** A command, option or argument that does not exist or does not parse: exit code 2 at the terminal. */
export class UsageError extends HubbubError {
  override name = 'UsageError';
}
