import type { PGlite } from '@electric-sql/pglite';

const EXTENDED = new Set([...'PBDECHd'].map((c) => c.charCodeAt(0)));

/**
 * Lets many connections share PGlite's single session safely. PGLiteSocketServer hands over one protocol
 * message at a time and keeps a connection's turn only while a transaction is open, so the Parse, Bind and
 * Execute of two connections could interleave and overwrite each other's unnamed statement, and a COPY could
 * receive somebody else's messages. Here a turn also lasts until Sync ends the round, or until a COPY is done.
 */
export function inTurns(db: PGlite): PGlite {
  let midway = false;
  const turns = {
    isInTransaction: () => midway || db.isInTransaction(),
    async exec(...args: Parameters<PGlite['exec']>) {
      if (midway) await db.execProtocolRaw(SYNC);
      midway = false;
      return db.exec(...args);
    },
    async execProtocolRawStream(...[message, options]: Parameters<PGlite['execProtocolRawStream']>) {
      let copying = false;
      await db.execProtocolRawStream(message, {
        ...options,
        onRawData(data) {
          copying ||= data[0] === COPY_IN_RESPONSE;
          options.onRawData(data);
        },
      });
      midway = copying || EXTENDED.has(message[0]!);
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

const COPY_IN_RESPONSE = 'G'.charCodeAt(0);
const SYNC = Uint8Array.of('S'.charCodeAt(0), 0, 0, 0, 4);
