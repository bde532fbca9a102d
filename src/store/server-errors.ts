import { HubbubError } from '../errors.ts';

const CREATE_EXTENSION = 'let an administrator run CREATE EXTENSION vector in this database once';

/** By SQLSTATE or system error: what is wrong with the server behind DATABASE_URL, and what to do. */
const KNOWN: Record<string, [what: string, fix: string]> = {
  ECONNREFUSED: ['does not answer', 'Start it, or correct host and port in DATABASE_URL.'],
  ENOENT: ['does not answer', 'Start it, or correct the socket folder in DATABASE_URL.'],
  ENOTFOUND: ['has a host name that is unknown', 'Correct the host in DATABASE_URL.'],
  EAI_AGAIN: [
    'has a host name that is unknown',
    'Correct the host in DATABASE_URL, or mend the name service.',
  ],
  ETIMEDOUT: ['does not answer', 'Check host, port and firewall.'],
  '28P01': ['refused the password', 'Correct user and password in DATABASE_URL.'],
  '28000': ['refused the user', 'Correct the user in DATABASE_URL, or let it in by pg_hba.conf.'],
  '3D000': ['has no such database', 'Create it with createdb, or correct its name in DATABASE_URL.'],
  '53300': ['takes no more connections', 'Raise max_connections, or stop what else uses it.'],
  '58P01': ['lacks the extension pgvector', `Install pgvector on the server, then ${CREATE_EXTENSION}.`],
  '0A000': ['lacks the extension pgvector', `Install pgvector on the server, then ${CREATE_EXTENSION}.`],
  '42501': [
    'does not let this user create what Hubbub needs',
    `Grant it CREATE on the database and on the schema public; if pgvector is missing, ${CREATE_EXTENSION}.`,
  ],
};

/** Says what keeps Hubbub from a server, without its password; an error that is not known is returned as it is. */
export function explainServerError(error: unknown, connectionString: string): unknown {
  const causes = error instanceof Error ? [error, error.cause] : [error];
  const found = causes.find((cause) => codeOf(cause) in KNOWN);
  const timeout = error instanceof Error && /timeout/.test(error.message) ? 'ETIMEDOUT' : '';
  const known = KNOWN[codeOf(found) || timeout];
  if (!known) return error;
  const { host, pathname } = new URL(connectionString);
  return new HubbubError(`The database server ${host}${pathname} ${known[0]}.`, known[1], { cause: error });
}

const codeOf = (error: unknown): string => (error as { code?: string } | undefined)?.code ?? '';
