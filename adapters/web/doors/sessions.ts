import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { newToken } from './link.ts';

/** Who is at the other end: the operator, or a person whom a platform has vouched for. */
export type Guest =
  | { kind: 'operator' }
  | { kind: 'person'; platform: string; person: string; team?: string };

/** Without a visit a session ends after this time, in milliseconds. */
const LONGEST = 7 * 24 * 60 * 60 * 1000;
/** More than a team has browsers; the one that was longest unused makes room. */
const MOST = 10_000;

/**
 * Who has come in. A session lives in memory, so that a restart ends it, and its id is always a new one: what a browser
 * brings along opens nothing unless it was given out here.
 */
export class Sessions {
  readonly #guests = new Map<string, { guest: Guest; seen: number }>();
  readonly #name: string;

  /** @param port tells several dashboards on one machine apart: browsers send cookies to every port. */
  constructor(port: number) {
    this.#name = `hubbub_${port}`;
  }

  begin(context: Context, guest: Guest, secure: boolean): void {
    this.end(context);
    const id = newToken();
    this.#guests.set(id, { guest, seen: Date.now() });
    const [oldest] = this.#guests.keys();
    if (this.#guests.size > MOST) this.#guests.delete(oldest!);
    setCookie(context, this.#name, id, { ...cookie, secure, maxAge: LONGEST / 1000 });
  }

  guest(context: Context): Guest | undefined {
    const id = getCookie(context, this.#name);
    const known = id === undefined ? undefined : this.#guests.get(id);
    if (!known) return undefined;
    this.#guests.delete(id!);
    if (Date.now() - known.seen > LONGEST) return undefined;
    // Last in the map, which keeps the order of visits.
    this.#guests.set(id!, { ...known, seen: Date.now() });
    return known.guest;
  }

  end(context: Context): void {
    const id = getCookie(context, this.#name);
    if (id !== undefined && this.#guests.delete(id)) deleteCookie(context, this.#name, cookie);
  }
}

const cookie = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;
