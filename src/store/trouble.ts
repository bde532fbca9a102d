import { HubbubError } from '../errors.ts';

const EXTENSION = 'let an administrator run CREATE EXTENSION vector in this database once';

/** By SQLSTATE or system error: what is wrong with the database, and what to do. */
const KNOWN: Record<string, [what: string, fix: string]> = {
  ECONNREFUSED: ['does not answer', 'Start it, or correct host and port in DATABASE_URL.'],
  ECONNRESET: [
    'broke the connection',
    'See its log, and start Hubbub again; nothing that was stored is lost.',
  ],
  ENOENT: ['does not answer', 'Start it, or correct the socket folder in DATABASE_URL.'],
  ENOTFOUND: ['has a host name that is unknown', 'Correct the host in DATABASE_URL.'],
  EAI_AGAIN: [
    'has a host name that is unknown',
    'Correct the host in DATABASE_URL, or mend the name service.',
  ],
  ETIMEDOUT: ['does not answer', 'Check host, port and firewall.'],
  '28P01': ['refused the password', 'Correct user and password in DATABASE_URL.'],
  '28000': ['refused the user', 'Correct the user in DATABASE_URL, or let it in by pg_hba.conf.'],
  '3D000': ['does not exist', 'Create it with createdb, or correct its name in DATABASE_URL.'],
  '42501': [
    'does not let this user create what Hubbub needs',
    `Grant it CREATE on the database and on the schema public; if pgvector is missing, ${EXTENSION}.`,
  ],
  '53100': ['has no room left on its disk', 'Make room and start again; nothing that was stored is lost.'],
  '53300': ['takes no more connections', 'Raise max_connections, or stop what else uses it.'],
  '57P01': ['was shut down', 'Start it, then start Hubbub again.'],
  '58P01': ['lacks the extension pgvector', `Install pgvector on the server, then ${EXTENSION}.`],
  '0A000': ['lacks the extension pgvector', `Install pgvector on the server, then ${EXTENSION}.`],
};

/** Errors of the driver that carry no code. */
const WORDS: [RegExp, code: string][] = [
  [/Connection terminated unexpectedly/, 'ECONNRESET'],
  [/timeout exceeded when trying to connect/, 'ETIMEDOUT'],
];

/**
 * Finds the error in a chain of causes that a person can act on, and says how; any other is returned as it is.
 *
 * @param opening Set while the database is opened: how it is called, without its password. Later an error of the
 *   system (no connection, no such file) may come from elsewhere and is left alone.
 */
export function explainTrouble(error: unknown, opening?: string): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof HubbubError) return cause;
    const { code = '', message } = cause as Error & { code?: string };
    const key = code in KNOWN ? code : (WORDS.find(([words]) => words.test(message))?.[1] ?? '');
    const known = !opening && code.startsWith('E') ? undefined : KNOWN[key];
    if (known)
      return new HubbubError(`${opening ?? 'The database'} ${known[0]}.`, known[1], { cause: error });
  }
  return error;
}
