import type { Vocabulary } from './weights.ts';

type Trie = { next: Map<string, Trie>; id?: number };

/** Number of the piece that stands for a run of characters that the vocabulary lacks. */
const UNKNOWN = 0;
/** The first pieces are control symbols and never match text. */
const FIRST_PIECE = 6;
/** SentencePiece writes a space as this character, and puts one before the text. */
const SPACE = '\u2581';
/** Logarithm of the probability of a run of unknown characters: below that of any piece. */
const UNKNOWN_LOG_PROBABILITY = -16;

/** How a text reads as pieces of the vocabulary. */
export interface Pieces {
  ids: number[];
  /** Share of the text's characters, spaces aside, that the vocabulary has: 0 for a text all in Chinese. */
  known: number;
  /** Logarithm of the text's probability under the unigram model. */
  logProbability: number;
}

/**
 * Splits text into its most probable pieces under SentencePiece's unigram model, by the Viterbi algorithm
 * (Kudo 2018, "Subword Regularization", https://arxiv.org/abs/1804.10959, section 3.2).
 *
 * @example
 * new Tokenizer(await readVocabulary()).encode('staging keys').ids
 */
export class Tokenizer {
  readonly #vocabulary: Vocabulary;
  readonly #root: Trie = { next: new Map() };

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    vocabulary.forEach(([piece], id) => {
      if (id >= FIRST_PIECE) this.#insert(piece, id);
    });
  }

  encode(text: string): Pieces {
    const words = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
    if (words === '') return { ids: [], known: 0, logProbability: 0 };
    const characters = [...(SPACE + words.replaceAll(' ', SPACE))];
    return this.#read(characters, this.#bestEnds(characters));
  }

  #insert(piece: string, id: number) {
    let node = this.#root;
    for (const character of piece) {
      let child = node.next.get(character);
      if (!child) {
        child = { next: new Map() };
        node.next.set(character, child);
      }
      node = child;
    }
    node.id = id;
  }

  /** For each position: the piece that the best reading up to there ends with, and where that piece starts. */
  #bestEnds(characters: readonly string[]) {
    const n = characters.length;
    const score = new Float64Array(n + 1).fill(-Infinity);
    const piece = new Int32Array(n + 1);
    const start = new Int32Array(n + 1);
    score[0] = 0;
    const offer = (from: number, to: number, id: number, logProbability: number) => {
      const total = score[from]! + logProbability;
      if (total < score[to]!) return;
      score[to] = total;
      piece[to] = id;
      start[to] = from;
    };
    for (let from = 0; from < n; from++) {
      if (score[from] === -Infinity) continue;
      let matched = false;
      let node = this.#root.next.get(characters[from]!);
      for (let to = from + 1; node; to++) {
        if (node.id !== undefined) {
          matched = true;
          offer(from, to, node.id, this.#vocabulary[node.id]![1]);
        }
        node = to < n ? node.next.get(characters[to]!) : undefined;
      }
      if (!matched) offer(from, from + 1, UNKNOWN, 0);
    }
    return { piece, start };
  }

  #read(characters: readonly string[], ends: { piece: Int32Array; start: Int32Array }): Pieces {
    const ids: number[] = [];
    let logProbability = 0;
    let unknown = 0;
    for (let end = characters.length; end > 0; end = ends.start[end]!) {
      const id = ends.piece[end]!;
      if (id === UNKNOWN) unknown++;
      if (id === UNKNOWN && ids.at(-1) === UNKNOWN) continue;
      ids.push(id);
      logProbability += id === UNKNOWN ? UNKNOWN_LOG_PROBABILITY : this.#vocabulary[id]![1];
    }
    const written = characters.filter((character) => character !== SPACE).length;
    return { ids: ids.reverse(), known: written === 0 ? 0 : 1 - unknown / written, logProbability };
  }
}
