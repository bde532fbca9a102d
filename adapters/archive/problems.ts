import type { ArchiveItem } from '../adapter.ts';

/** Told one by one in each file; the rest are only counted, so that a wholly broken file does not flood the summary. */
const TOLD = 20;

/** Gathers what is wrong with one file: the first few as they come, the others as a number at the end. */
export class Problems {
  readonly #file: string;
  #count = 0;

  constructor(file: string) {
    this.#file = file;
  }

  *tell(reason: string, position?: string): Generator<ArchiveItem> {
    if (++this.#count <= TOLD)
      yield { kind: 'problem', problem: { file: this.#file, ...(position && { position }), reason } };
  }

  *end(): Generator<ArchiveItem> {
    const untold = this.#count - TOLD;
    if (untold > 0)
      yield {
        kind: 'problem',
        problem: { file: this.#file, reason: `${untold} more problems of this kind` },
      };
  }
}
