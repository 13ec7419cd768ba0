import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnClock, maxAheadMs, observedTimeOf, type BootClock, type Stamp } from '@fieldlapse/store';

const bootAt = Date.UTC(2026, 5, 1, 5);
const receivedAt = bootAt + 7 * 86_400_000;
const fresh: BootClock = { epochMs: null, anchorMono: null, latestEpochMs: Infinity };

/** Records of one run: some synced, within 2 s of the truth, some with a clock that stands at 1970. */
const stamps = fc.array(
  fc
    .record({ mono: fc.nat(6 * 86_400_000), jitterMs: fc.integer({ min: -2000, max: 2000 }), synced: fc.boolean() })
    .map(({ mono, jitterMs, synced }): Stamp =>
      synced ? { t: bootAt + mono + jitterMs, mono, clk: 'ntp' } : { t: mono, mono, clk: 'none' },
    ),
  { minLength: 1, maxLength: 30 },
);

describe('observedTimeOf', () => {
  it('is the same for every record, whatever the order in which the records of the run arrive', () => {
    const shuffled = stamps.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        const learn = (order: Stamp[]) => order.reduce((clock, stamp) => learnClock(clock, stamp, receivedAt), fresh);
        expect(learn(other)).toEqual(learn(list));
        for (const stamp of list) {
          const time = observedTimeOf(stamp, receivedAt, learn(other));
          expect(time.observedAt).toBeLessThanOrEqual(receivedAt + maxAheadMs);
          const synced = list.some(({ clk }) => clk !== 'none');
          if (synced) expect(Math.abs(time.observedAt - bootAt - stamp.mono)).toBeLessThanOrEqual(2000);
          expect(time.timeQuality).toBe(stamp.clk === 'ntp' ? 'measured' : synced ? 'corrected' : 'uncertain');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of a run that was never synced is the latest that its arrivals allow', () => {
    const first = learnClock(undefined, { t: 0, mono: 1000, clk: 'none' }, bootAt + 1500);
    const second = learnClock(first, { t: 0, mono: 60_000, clk: 'none' }, bootAt + 90_000);
    const time = observedTimeOf({ t: 0, mono: 60_000, clk: 'none' }, bootAt + 90_000, second);
    expect(time).toEqual({ observedAt: bootAt + 60_500, timeQuality: 'uncertain' });
  });

  it('does not believe a clock that runs more than a day ahead, nor learn from it', () => {
    const stamp: Stamp = { t: receivedAt + maxAheadMs + 1, mono: 5, clk: 'rtc' };
    const clock = learnClock(undefined, stamp, receivedAt);
    expect(clock.epochMs).toBeNull();
    expect(observedTimeOf(stamp, receivedAt, clock)).toEqual({ observedAt: receivedAt, timeQuality: 'uncertain' });
  });
});
