// For `node --import`: the process lives by a clock that is wrong by CLOCK_OFF_BY milliseconds.
const off = Number(process.env.CLOCK_OFF_BY);
const RightDate = Date;
const now = () => RightDate.now() + off;

globalThis.Date = class extends RightDate {
  static override now = now;
  constructor(...given: unknown[]) {
    super(...((given.length > 0 ? given : [now()]) as [number]));
  }
} as DateConstructor;
