import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The link that lets the operator in. Its token stands behind the `#`, which browsers send to no server, and opens
 * once: then there is another one.
 */
export class OneTimeLink {
  #token = newToken();

  /** @param origin the dashboard's, for instance `http://127.0.0.1:4822` */
  url(origin: string): string {
    return `${origin}/#token=${this.#token}`;
  }

  /** Whether `token` opens. If so, it never does again. */
  open(token: string): boolean {
    if (!timingSafeEqual(digest(token), digest(this.#token))) return false;
    this.#token = newToken();
    return true;
  }
}

/** 256 bits that nobody guesses, in letters and digits that an address may hold. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** Of equal length whatever somebody sends. */
const digest = (token: string) => createHash('sha256').update(token).digest();
