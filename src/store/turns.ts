import type { PGlite } from '@electric-sql/pglite';

/** Parse, Bind, Describe, Execute, Close and Flush: parts of a round that ends with Sync. */
const PARTS = new Set([...'PBDECH'].map((letter) => letter.charCodeAt(0)));
const SYNC = Uint8Array.of('S'.charCodeAt(0), 0, 0, 0, 4);

/**
 * Lets many connections share PGlite's single session safely. PGLiteSocketServer hands over one protocol
 * message at a time and keeps a connection's turn only while a transaction is open, so the Parse, Bind and
 * Execute of two connections can interleave and overwrite each other's unnamed statement. Here a turn also
 * lasts until Sync has ended the round.
 */
export function inTurns(db: PGlite): PGlite {
  let midway = false;
  const turns = {
    isInTransaction: () => midway || db.isInTransaction(),
    async execProtocolRawStream(...[message, options]: Parameters<PGlite['execProtocolRawStream']>) {
      await db.execProtocolRawStream(message, options);
      midway = PARTS.has(message[0]!);
    },
    /** The server rolls back by this when a connection goes away in its turn. */
    async exec(...args: Parameters<PGlite['exec']>) {
      if (midway) await db.execProtocolRaw(SYNC);
      midway = false;
      return db.exec(...args);
    },
  };
  return new Proxy(db, {
    get(target, name) {
      if (name in turns) return turns[name as keyof typeof turns];
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
