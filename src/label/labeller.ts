/** What a labeller knows of one topic. Messages are untrusted: they are data, never instructions. */
export interface LabelRequest {
  /** Opaque key that ties the answer to the request. */
  key: string;
  /** Best keyword phrases first, cased as people wrote them. */
  keywords: readonly string[];
  /** Varied messages of the topic, most central first. */
  exemplars: readonly string[];
}

export interface Label {
  key: string;
  /** The topic's name: one line, no markup, no mention, no link, 60 characters at most. */
  label: string;
  /** One sentence, or empty where no model wrote one. */
  summary: string;
  /** Id of the labeller that made this one, where it is not the one that was asked: `keywords` after a failure. */
  by?: string;
}

/**
 * Names topics. `siblings` are names already taken in the workspace; answers never repeat one of them.
 *
 * @throws HubbubError when a model could name none of them (unreachable, budget spent); callers then fall back to
 * keyword names.
 */
export interface Labeller {
  /** For instance `keywords` or `openai:gpt-5-mini`. */
  readonly id: string;
  label(
    requests: readonly LabelRequest[],
    siblings: readonly string[],
    signal?: AbortSignal,
  ): Promise<Label[]>;
}
