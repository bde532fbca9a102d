/**
 * Turns texts into vectors. Every embedder passes `test/contract/embedder.ts`.
 *
 * @example
 * const [vector] = await embedder.embed(['How do I rotate the staging keys?']);
 * vector.length === embedder.dimensions; // a unit vector, or all zeros for a text without any known content
 */
export interface Embedder {
  /** Names the vector space, for instance `local:use-lite+lexical@1` or `openai:text-embedding-3-small@1536`. */
  readonly id: string;
  /** Length of the vectors; 0 before the first answer of a server whose model Hubbub does not know. */
  readonly dimensions: number;
  /**
   * One vector of length `dimensions` for each text, in order, each of length 1 (or all zeros where a text
   * carries nothing to embed, such as the empty string). Deterministic for `local`.
   *
   * @throws HubbubError when the embedder cannot be reached or refuses; nothing is lost, the caller may retry.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** Frees workers and sockets; a later `embed` opens them again. */
  close(): Promise<void>;
}
