import { expect, test } from 'vitest';
import { runSoak } from '../bench/soak/soak.ts';

// A minute of two processors: set SOAK to run it with the others. bench/soak.ts is the same at any size.
test.skipIf(!process.env.SOAK)(
  'on Slack and Discord at once, while everything breaks, nothing is lost or doubled',
  {
    timeout: 300_000,
  },
  async () => {
    const { slack, discord, unhandled, faults } = await runSoak({
      messages: 240,
      faultsOfEach: 1,
      perSecond: 40,
      port: 20_000 + (process.pid % 20_000),
      quietMs: 10_000,
    });
    expect(faults).toBe(10);
    expect(slack.messages + discord.messages).toBeGreaterThan(200);
    expect(slack).toMatchObject({ differences: [], doubled: 0 });
    expect(discord).toMatchObject({ differences: [], doubled: 0 });
    expect(unhandled).toEqual([]);
  },
);
