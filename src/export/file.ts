import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HubbubError } from '../errors.ts';

/** Writes a file as its pieces come; it is there whole or, where something goes wrong, as it was before. */
export const writeFileOf = (path: string, pieces: AsyncIterable<string | Uint8Array>): Promise<void> =>
  inPlaceOf(path, (part) => pipeline(Readable.from(pieces), createWriteStream(part)));

/**
 * Lets `write` write beside a file, and puts what it wrote in its place.
 *
 * @throws HubbubError where it cannot be written there.
 */
export async function inPlaceOf(path: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = `${path}.part`;
  try {
    await write(part);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code || !/^E[A-Z]+$/.test(code)) throw error;
    throw new HubbubError(
      `${path} could not be written: ${message}`,
      'Name another place, or make room there.',
      { cause: error },
    );
  }
}
