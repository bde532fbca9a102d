/**
 * The person who asks, as far as it decides what may be shown. Everything that returns messages or
 * topics takes one; there is no default, so that nobody forgets it.
 */
export interface Viewer {
  workspace: string;
  /** Ids of the channels this person may read, or `all` for the operator at the terminal. */
  channels: ReadonlySet<string> | 'all';
  /** The person's own author id, where there is one. */
  author?: string;
  /** Whether this person may rename, merge, pin and hide topics, which everybody sees. The operator may. */
  mayCurate?: boolean;
}

/** The operator at the terminal, who may read the whole workspace. */
export const operator = (workspace: string): Viewer => ({ workspace, channels: 'all', mayCurate: true });

/** Whether `viewer` may read `channel`. */
export const maySee = (viewer: Viewer, channel: string): boolean =>
  viewer.channels === 'all' || viewer.channels.has(channel);
