import type { Reply } from '../commands/reply.ts';

/** How an answer is laid out. */
export type Layout = 'text' | 'markdown' | 'html';

/** What the command line needs of the terminal it is run in. */
export interface Terminal {
  /** Whether a person sits at it, so that a prompt makes sense. */
  readonly interactive: boolean;
  /** Prints an answer on standard output, laid out for people; as text unless told otherwise. */
  show(reply: Reply, layout?: Layout): void;
  /** Prints an answer on standard output, as JSON for programs. */
  json(value: unknown): void;
  /** Prints a remark on standard error, so that standard output carries the answer alone. */
  note(text: string): void;
  /** Prints what went wrong and what to do about it, on standard error. */
  fail(what: string, fix?: string): void;
  /** Shows on standard error how far a long job is; `label` says what it does: `Embedding`. */
  progress(label: string): Progress;
  /** Asks a question that is answered by y or N; no where nobody can answer. */
  confirm(question: string): Promise<boolean>;
  /** Reads lines and shows what `answer` makes of them, until /quit, the end of input, or `signal`. */
  prompt(answer: (line: string) => Promise<Reply>, signal: AbortSignal): Promise<void>;
}

export interface Progress {
  /** @param total how many there are in all, where that is known */
  update(done: number, total?: number): void;
  /** Says which step of the job has begun, where there is nothing to count. */
  step(name: string): void;
  /** Clears the bar and leaves `result` in its place. */
  end(result: string): void;
}
