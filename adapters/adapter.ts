import type { Message } from '../src/message.ts';

/** Something an archive holds that could not be read: skipped, counted and shown, never fatal. */
export interface Problem {
  /** File (or entry in a zip) it was found in. */
  file: string;
  /** Line, byte offset or index of the message, in words: `line 12`, `message 3`. */
  position?: string;
  reason: string;
}

/** One thing that comes out of an export: a message, a place to resume from, or a problem. */
export type ArchiveItem =
  | { kind: 'message'; message: Message }
  | { kind: 'checkpoint'; workspace: string; file: string; fingerprint: string }
  | { kind: 'problem'; problem: Problem };
