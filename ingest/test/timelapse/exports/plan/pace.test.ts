import { describe, expect, it } from 'vitest';
import { evenly, paceOf } from '../../../../src/timelapse/exports/plan/pace.ts';

const season = { fps: 24, count: 120, days: 120 };

describe('paceOf', () => {
  it('leaves a film as it is where no pace is ordered', () => {
    expect(paceOf(undefined, season)).toEqual({ fps: 24, shown: evenly(120, 120) });
  });

  it('shows every frame as long as at most 60 pass in a second', () => {
    for (const [pace, fps] of [
      [{ fps: 10 }, 10],
      [{ durationSec: 2 }, 60],
      [{ daysPerSec: 7 }, 7],
      [{ durationSec: 7 }, 17.143],
    ] as const) {
      expect(paceOf(pace, season).fps).toBe(fps);
      expect(paceOf(pace, season).shown).toEqual(Array.from({ length: 120 }, (_, index) => index));
    }
  });

  it('takes frames evenly where there are more', () => {
    const { fps, shown } = paceOf({ durationSec: 10 }, { fps: 24, count: 8760, days: 365 });
    expect(fps).toBe(30);
    expect(shown).toHaveLength(300);
    expect(shown.slice(0, 3)).toEqual([14, 43, 73]);
    expect(new Set(shown.slice(1).map((index, at) => index - (shown[at] ?? 0)))).toEqual(new Set([29, 30]));
    expect(shown.at(-1)).toBe(8745);
  });

  it('refuses a film that hardly moves, and says how long it may be', () => {
    expect(() => paceOf({ durationSec: 300 }, season)).toThrow('pace.durationSec: 120 frames fill at most 240 s');
    expect(() => paceOf({ daysPerSec: 0.1 }, season)).toThrow(/^pace.daysPerSec: /);
  });
});
