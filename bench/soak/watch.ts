import { setTimeout as wait } from 'node:timers/promises';
import type { World } from '../live/world.ts';

/** So many messages may be on their way to the bot, and so many wait in it; then people wait, too. */
const ON_THE_WAY = 500;
const IN_LINE = 1_000;
/** Texts that may wait for a vector, by their number over all lives of the bot. */
const UNEMBEDDED = 10_000;

/** Follows what the bot does, and forgets what the fakes keep of it, so that a million messages have room. */
export class Watch {
  /** What waits in the bot, in words. */
  waiting = '';
  readonly #world: World;
  readonly #timer: NodeJS.Timeout;
  #happened = 0;
  #behind = false;
  #texts = 0;

  constructor(world: World) {
    this.#world = world;
    this.#timer = setInterval(() => void this.#look(), 1_000);
  }

  stop = (): void => clearInterval(this.#timer);

  /** Whether the bot has all it can do. */
  behind = (): boolean => this.#behind;

  /** Undefined where the bot has other things to do than to say. */
  async residentMegabytes(): Promise<number | undefined> {
    const bytes = await this.#metric('process_resident_memory_bytes');
    return bytes && bytes / 1e6;
  }

  /**
   * Resolves once nothing was sent to the bot and it has embedded and named nothing for a while. It may still read: what is stored is
   * compared with the platform all day long, and what that finds would be embedded.
   */
  async quiet(ms: number): Promise<void> {
    for (let before = -1; this.#happened !== before; await wait(ms)) before = this.#happened;
  }

  async #look(): Promise<void> {
    const { slack, team, discord, model, talk } = this.#world;
    const unheard = team.delivery.underway;
    for (const { body } of model.requests)
      this.#texts += [(body as { input?: string[] }).input ?? []].flat().length;
    for (const kept of [team.delivery.acks, model.requests]) this.#happened += kept.splice(0).length;
    for (const kept of [slack.records.calls, discord.records.calls]) kept.splice(0);
    const inLine = (await this.#metric('hubbub_queue_messages')) ?? 0;
    const there = Object.values(talk).reduce((sum, { posted, gone }) => sum + posted - gone, 0);
    const unembedded = there - this.#texts;
    this.#behind = unheard > ON_THE_WAY || inLine > IN_LINE || unembedded > UNEMBEDDED;
    this.waiting = `${unheard} unheard, ${inLine} in line, ${unembedded} without a vector`;
  }

  /** Undefined while the bot is away, or too busy. */
  async #metric(name: string): Promise<number | undefined> {
    try {
      const answer = await fetch(this.#world.metricsUrl, { signal: AbortSignal.timeout(10_000) });
      return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(await answer.text())![1]);
    } catch {
      return undefined;
    }
  }
}
