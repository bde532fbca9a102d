import type { Posted } from '../../adapters/adapter.ts';
import type { Store } from '../store/store.ts';
import type { Draft } from './draft.ts';
import { type Setup, setupColumns } from './setups.ts';

/** A claim is renewed while its process works on it, and lapses so many seconds after the process has died. */
export const LEASE = 60;

/** A digest of one period, and the right to post it. */
export interface Claim {
  workspace: string;
  digest: string;
  period: string;
  token: string;
  /** `posting` where an earlier try may have posted it. */
  state: 'claimed' | 'posting';
  /** When that was first tried. */
  begun: Date;
  tries: number;
  draft: Draft | null;
}

/** A digest that is set up, with the database's clock and the newest period that anybody has claimed. */
export interface Pending extends Setup {
  now: Date;
  newest: string | null;
  /** That one is neither done nor in somebody's hands. */
  left: boolean;
  /** End of what the last digest covered. */
  until: Date | null;
}

/**
 * Who posts what: rows in the database, which all processes see, and the database's clock, which is the same for all.
 * Each change of a row asks whether the claim is still held, in one statement.
 *
 * @example
 * const claim = await claims.take(setup, '2026-11-28T09:00');
 * if (claim) await claims.begin(claim, draft, until);
 */
export class Claims {
  readonly #pool: Pick<Store['pool'], 'query'>;
  readonly #now: string;

  /** @param now SQL that tells the time, for simulations */
  constructor({ pool }: { pool: Pick<Store['pool'], 'query'> }, now = 'now()') {
    this.#pool = pool;
    this.#now = now;
  }

  /** Every digest that is set up. */
  async pending(): Promise<Pending[]> {
    const { rows } = await this.#pool.query<Pending>(
      `select ${setupColumns}, ${this.#now} as now, p.period as newest,
         coalesce(p.state in ('claimed', 'posting') and p.lease < ${this.#now}, false) as left,
         (select max(until) from digest_post u where u.workspace = d.workspace and u.digest = d.id
           and u.state in ('posted', 'silent', 'withdrawn', 'unclear')) as until
       from digest d left join lateral (
         select period, state, lease from digest_post p where p.workspace = d.workspace and p.digest = d.id
         order by period desc limit 1) p on true
       order by workspace, id`,
    );
    return rows;
  }

  /** Claims a period; undefined where somebody else has it, it is done, or a later one has been claimed. */
  async take({ workspace, id }: Pick<Setup, 'workspace' | 'id'>, period: string): Promise<Claim | undefined> {
    const token = crypto.randomUUID();
    const { rows } = await this.#pool.query<Omit<Claim, 'token'>>(
      `insert into digest_post as p (workspace, digest, period, state, token, lease, begun, tries)
       select $1, $2, $3, 'claimed', $4, ${this.#in(LEASE)}, ${this.#now}, 1
       where not exists (select from digest_post where workspace = $1 and digest = $2 and period > $3)
       on conflict (workspace, digest, period) do update
         set token = $4, lease = ${this.#in(LEASE)}, tries = p.tries + 1
         where p.state in ('claimed', 'posting') and p.lease < ${this.#now}
       returning workspace, digest, period, state, begun, tries, draft`,
      [workspace, id, period, token],
    );
    return rows[0] && { ...rows[0], token };
  }

  /** Keeps a claim; false where it is lost. */
  async renew(claim: Claim): Promise<boolean> {
    return this.#change(claim, `lease = ${this.#in(LEASE)}`);
  }

  /**
   * From here on it may be there: what it says and what it is drawn from is kept first, so that whoever takes over
   * posts the same.
   */
  async begin(claim: Claim, draft: Draft, sources: readonly string[], late: boolean): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `with mine as (
         update digest_post set state = 'posting', draft = $5, until = $6, late = $8, begun = ${this.#now}, lease = ${this.#in(LEASE)}
         where workspace = $1 and digest = $2 and period = $3 and token = $4 and state in ('claimed', 'posting') returning 1),
       sources as (
         insert into digest_source (workspace, digest, period, message, content_hash)
         select $1, $2, $3, id, content_hash from message where workspace = $1 and id = any($7) and exists (select from mine)
         on conflict do nothing)
       select from mine`,
      [...keyOf(claim), JSON.stringify(draft), new Date(draft.until), sources, late],
    );
    return rowCount === 1;
  }

  async posted(claim: Claim, posted: Posted): Promise<boolean> {
    return this.#change(claim, `state = 'posted', posted = $5`, JSON.stringify(posted));
  }

  /** There was nothing to say. */
  async silent(claim: Claim, until: number): Promise<boolean> {
    return this.#change(claim, `state = 'silent', until = $5`, new Date(until));
  }

  /** Nobody can tell whether it was posted: it is not posted again. */
  async unclear(claim: Claim): Promise<boolean> {
    return this.#change(claim, `state = 'unclear'`);
  }

  async missed(claim: Claim): Promise<boolean> {
    return this.#change(claim, `state = 'missed', draft = null`);
  }

  /** Leaves it for a later try. @param unposted it is surely not there */
  async putOff(claim: Claim, seconds: number, { unposted }: { unposted: boolean }): Promise<boolean> {
    const state = unposted ? `state = 'claimed', ` : '';
    return this.#change(claim, `${state}lease = ${this.#in(seconds)}`);
  }

  /** Takes what was left behind by digests that have been overtaken by a later one. */
  async takeOvertaken(workspaces: readonly string[]): Promise<Claim[]> {
    const token = crypto.randomUUID();
    const { rows } = await this.#pool.query<Omit<Claim, 'token'>>(
      `update digest_post p set token = $2, lease = ${this.#in(LEASE)}
       where workspace = any($1) and state in ('claimed', 'posting') and lease < ${this.#now} and exists (
         select from digest_post l where l.workspace = p.workspace and l.digest = p.digest and l.period > p.period)
       returning workspace, digest, period, state, begun, tries, draft`,
      [workspaces, token],
    );
    return rows.map((row) => ({ ...row, token }));
  }

  async #change(claim: Claim, set: string, value?: unknown): Promise<boolean> {
    const { rowCount } = await this.#pool.query(
      `update digest_post set ${set}
       where workspace = $1 and digest = $2 and period = $3 and token = $4 and state in ('claimed', 'posting')`,
      [...keyOf(claim), ...(value === undefined ? [] : [value])],
    );
    return rowCount === 1;
  }

  #in = (seconds: number): string => `${this.#now} + interval '${seconds} seconds'`;
}

const keyOf = ({ workspace, digest, period, token }: Claim) => [workspace, digest, period, token];
