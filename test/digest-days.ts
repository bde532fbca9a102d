import { type Posted, UnclearPost } from '../adapters/adapter.ts';
import { Claims } from '../src/digest/claims.ts';
import { DigestClock } from '../src/digest/clock.ts';
import { lastDue, type Schedule, wallClock } from '../src/digest/schedule.ts';
import { saveSetup } from '../src/digest/setups.ts';
import type { Store } from '../src/store/store.ts';
import { seededRandom } from '../src/topics/cluster/random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const workspace = 'test:days';

/** Four zones with other changes of the clocks, at hours that such a change leaves out or makes come twice. */
const SCHEDULES: Schedule[] = [
  { cron: '0 9 * * *', zone: 'Europe/Berlin' },
  { cron: '30 2 * * *', zone: 'Europe/Berlin' },
  { cron: '30 1 * * *', zone: 'America/New_York' },
  { cron: '15 2 * * *', zone: 'Australia/Lord_Howe' },
  { cron: '0 18 * * *', zone: 'Asia/Kolkata' },
];

export interface DaysOptions {
  store: Store;
  /** When the first day begins, and how many there are. */
  from: Date;
  days: number;
  processes?: number;
  seed?: number;
}

/** What came of simulated days. */
export interface DaysResult {
  posted: number;
  late: number;
  kills: number;
  jumps: number;
  outages: number;
  /** Days that nothing was posted for, though nothing excuses it. */
  missing: string[];
  /** Days on which a digest was posted more than once. */
  doubled: string[];
  /** Days that a clock which was ahead has skipped. */
  excused: number;
  /** Digests that came more than an hour late and did not say so. */
  unmarked: string[];
  /** The same where the database's clock was behind, so that by the only clock there is they were not late. */
  misled: number;
}

/** What ends a process in the middle of its work: from then on nothing that it does comes about. */
class Killed extends Error {}

/**
 * Lets processes post digests over many days, with a seeded clock, on a real database. Meanwhile processes are killed
 * before and after any statement and any post, the platform goes away for hours, answers get lost, and the
 * database's clock is wrong by up to 20 hours. Between all that comes a calm hour at least every six hours.
 */
export async function simulateDays(options: DaysOptions): Promise<DaysResult> {
  const world = new World(options);
  await world.open();
  await world.run();
  return world.result();
}

class World {
  readonly #store: Store;
  readonly #next: () => number;
  readonly #from: number;
  readonly #to: number;
  readonly #processes: Process[];
  /** The true time. */
  now: number;
  /** How far the database's clock is ahead of it. */
  ahead = 0;
  /** The platform does not answer. */
  away = false;
  /** Nothing goes wrong. */
  calm = false;
  readonly posts: { key: string; at: number; behind: number; late: boolean }[] = [];
  readonly #excused = new Set<string>();
  readonly counts = { kills: 0, jumps: 0, outages: 0 };

  constructor({ store, from, days, processes = 3, seed = 1 }: DaysOptions) {
    this.#store = store;
    this.#next = seededRandom(seed);
    this.#from = from.getTime();
    this.#to = this.#from + days * DAY;
    this.now = this.#from;
    this.#processes = Array.from({ length: processes }, () => new Process(this, store));
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  pick(n: number): number {
    return Math.floor(this.#next() * n);
  }

  async open(): Promise<void> {
    await this.#store.pool.query('create table if not exists test_clock (now timestamptz not null)');
    await this.#store.pool.query('delete from test_clock');
    await this.#store.pool.query('insert into test_clock values (now())');
    await this.#store.pool.query('delete from digest_post where workspace = $1', [workspace]);
    for (const [i, schedule] of SCHEDULES.entries())
      await saveSetup(this.#store, { workspace, id: `#${i}`, ...schedule, covers: null, note: true });
    await this.#store.pool.query('update digest set since = $2 where workspace = $1', [
      workspace,
      new Date(this.#from),
    ]);
  }

  async run(): Promise<void> {
    let awayUntil = 0;
    let calmAt = this.now + 6 * HOUR;
    while (this.now < this.#to) {
      await this.#pass((5 + this.pick(55)) * MINUTE);
      if (this.now >= calmAt) {
        await this.#rest();
        calmAt = this.now + 5 * HOUR;
        continue;
      }
      if (this.chance(0.04)) await this.#jump();
      if (this.chance(0.05)) {
        awayUntil = this.now + this.pick(4) * HOUR;
        this.counts.outages++;
      }
      this.away = this.now < awayUntil;
      // All at once: who is first is up to the database.
      await Promise.all(this.#processes.map((process) => this.chance(0.7) && process.tick()));
    }
    await this.#rest();
  }

  /** An hour in which all is well: whatever was left behind is made good. */
  async #rest(): Promise<void> {
    this.ahead = 0;
    this.away = false;
    this.calm = true;
    for (let i = 0; i < 3; i++) {
      await this.#pass(31 * MINUTE);
      await Promise.all(this.#processes.map((process) => process.tick()));
    }
    this.calm = false;
  }

  async #pass(ms: number): Promise<void> {
    this.now += ms;
    if (this.ahead > 0) this.#excuse();
    await this.#store.pool.query('update test_clock set now = $1', [new Date(this.now + this.ahead)]);
  }

  async #jump(): Promise<void> {
    this.counts.jumps++;
    this.ahead = (this.pick(40) - 20) * HOUR + this.pick(60) * MINUTE;
    await this.#pass(0);
  }

  /** By the only clock there is, these have been overtaken before their successors are truly due: the latest only is posted. */
  #excuse(): void {
    for (const [i, schedule] of SCHEDULES.entries()) {
      const latest = lastDue(schedule, new Date(this.now + this.ahead))!.period;
      for (let at = this.now; at < this.now + this.ahead; at += HOUR) {
        const { period } = lastDue(schedule, new Date(at))!;
        if (period < latest) this.#excused.add(`#${i} ${period.slice(0, 10)}`);
      }
    }
  }

  /** What the platform does with a post. */
  post(key: string, late: boolean): Posted {
    if (this.away) throw new Error('the platform is away');
    const posted = { workspace, channel: '', id: String(this.posts.length) };
    this.posts.push({ key, at: this.now, behind: Math.max(-this.ahead, 0), late });
    if (!this.calm && this.chance(0.1)) throw new UnclearPost('the answer got lost', '');
    return posted;
  }

  find(key: string, since: number): Posted | undefined {
    if (this.away) throw new Error('the platform is away');
    const at = this.posts.findIndex((post) => post.key === key && post.at >= since);
    return at < 0 ? undefined : { workspace, channel: '', id: String(at) };
  }

  result(): DaysResult {
    const days = Map.groupBy(this.posts, ({ key }) => key.split(' ').slice(1).join(' ').slice(0, -6));
    const expected = SCHEDULES.flatMap((schedule, i) =>
      daysOf(schedule, this.#from, this.#to).map((day) => `#${i} ${day}`),
    );
    const missing = expected.filter((day) => !days.has(day));
    const unmarked = this.posts.filter(({ key, at, late }) => !late && isLate(key, at));
    const faults = unmarked.filter(({ key, at, behind }) => isLate(key, at - behind));
    return {
      posted: this.posts.length,
      late: this.posts.filter(({ late }) => late).length,
      ...this.counts,
      missing: missing.filter((day) => !this.#excused.has(day)),
      excused: missing.filter((day) => this.#excused.has(day)).length,
      doubled: [...days].flatMap(([day, posts]) => (posts.length > 1 ? day : [])),
      unmarked: faults.map(({ key }) => key),
      misled: unmarked.length - faults.length,
    };
  }
}

/** Days of a zone whose time of day lies wholly within the stretch. */
function daysOf({ zone }: Schedule, from: number, to: number): string[] {
  const days = new Set<string>();
  // The first and the last day may be cut off.
  for (let at = from + DAY + HOUR; at < to - DAY; at += HOUR)
    days.add(wallClock(new Date(at), zone).slice(0, 10));
  return [...days].slice(1, -1);
}

/** By the true time; a digest that a wrong clock made early is none. */
function isLate(key: string, at: number): boolean {
  const [, id, period] = key.split(' ');
  const { zone } = SCHEDULES[Number(id!.slice(1))]!;
  // Another two hours for changes of the clocks and ticks that are an hour apart.
  return wallClock(new Date(at - 3 * HOUR), zone) > period!;
}

/** One of several that share a database. Each tick is a life: it may be killed at any step, and what it holds in memory goes with it. */
class Process {
  readonly #world: World;
  readonly #store: Store;

  constructor(world: World, store: Store) {
    this.#world = world;
    this.#store = store;
  }

  /** Resolves once it has done what was due, or has been killed. */
  async tick(): Promise<void> {
    const world = this.#world;
    const { promise: killed, resolve: kill } = Promise.withResolvers<void>();
    const doomed = !world.calm && world.chance(0.25);
    let left = doomed ? world.pick(8) : Number.POSITIVE_INFINITY;
    const after = world.chance(0.5);
    let dead = false;
    const die = () => {
      dead = true;
      world.counts.kills++;
      kill();
      throw new Killed();
    };
    /** A dead process does nothing any more, and hears of nothing. */
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      if (dead) throw new Killed();
      const last = left-- === 0;
      if (last && !after) die();
      const done = await work();
      if (last) die();
      if (dead) throw new Killed();
      return done;
    };
    const query = (text: string, values: unknown[]) => step(() => this.#store.pool.query(text, values));
    let late = false;
    const clock = new DigestClock({
      claims: new Claims(
        { pool: { query: query as Store['pool']['query'] } },
        '(select now from test_clock)',
      ),
      platforms: [
        {
          serves: (one) => one === workspace,
          audience: async (_, channel) => ({ workspace, channels: new Set([channel]) }),
          viewerOf: () => Promise.reject(new Error('nobody asked for one')),
          post: (_, __, key) => step(async () => world.post(key, late)),
          find: (_, key, since) => step(async () => world.find(key, since)),
        },
      ],
      compose: async (_, { from, to, zone }) => ({ ...nothing, from, to, until: to, zone: zone! }),
      async word(_pending, _viewer, _draft, at) {
        late = at.late;
        return { heading: '', parts: [], fallback: '' };
      },
      onTrouble: () => {},
    });
    await Promise.race([clock.tick(), killed]);
  }
}

const nothing = { messages: 0, people: 0, topics: [], quiet: [], questions: [], decisions: [] };
