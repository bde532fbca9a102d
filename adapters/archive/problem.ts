import type { ArchiveItem } from '../adapter.ts';

/** What is wrong with a file, and where in it: `line 12`, `message 3`. */
export const problem = (file: string, reason: string, position?: string): ArchiveItem => ({
  kind: 'problem',
  problem: { file, ...(position && { position }), reason },
});
