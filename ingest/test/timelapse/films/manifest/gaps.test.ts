import { describe, expect, it } from 'vitest';
import { scheduledGaps, unscheduledGaps } from '../../../../src/timelapse/films/manifest/gaps.ts';

const hourMs = 3_600_000;
const hours = (...values: number[]): number[] => values.map((value) => Math.round(value * hourMs));

describe('scheduledGaps', () => {
  it('finds none where each capture is a little late', () => {
    expect(scheduledGaps({ frames: hours(0.1, 1.2, 2.3), thinned: [] }, hours(0, 1, 2))).toEqual([]);
  });

  it('joins expected captures between the same two frames, and counts them', () => {
    expect(scheduledGaps({ frames: hours(0, 4), thinned: [] }, hours(0, 1, 2, 3, 4))).toEqual([
      { from: 0, to: 4 * hourMs, missingFrames: 3, reason: 'missing' },
    ]);
  });

  it('shows what is missing before the first and after the last frame', () => {
    expect(scheduledGaps({ frames: hours(1), thinned: [] }, hours(0, 1, 2))).toEqual([
      { from: null, to: hourMs, missingFrames: 1, reason: 'missing' },
      { from: hourMs, to: null, missingFrames: 1, reason: 'missing' },
    ]);
  });

  it('does not let one frame answer for two captures, nor an evening frame for the morning', () => {
    expect(scheduledGaps({ frames: hours(18), thinned: [] }, hours(17, 18, 30, 31))).toMatchObject([
      { to: 18 * hourMs, missingFrames: 1 },
      { from: 18 * hourMs, missingFrames: 2 },
    ]);
  });

  it('tells thinned frames from missing ones', () => {
    const gaps = scheduledGaps({ frames: hours(0, 3), thinned: hours(1) }, hours(0, 1, 2, 3));
    expect(gaps.map(({ reason, missingFrames }) => [reason, missingFrames])).toEqual([
      ['thinned', 1],
      ['missing', 1],
    ]);
  });
});

describe('unscheduledGaps', () => {
  it('knows of whole days without a frame, in site time', () => {
    // 23:30 and 00:30 two site days later; in UTC there is one day between them.
    const frames = [Date.parse('2026-03-01T23:30:00+07:00'), Date.parse('2026-03-03T00:30:00+07:00')];
    expect(unscheduledGaps({ frames, thinned: [] }, 'Asia/Ho_Chi_Minh')).toEqual([
      { from: frames[0], to: frames[1], missingFrames: null, reason: 'missing' },
    ]);
    expect(unscheduledGaps({ frames: hours(0, 20, 40), thinned: [] }, 'UTC')).toEqual([]);
  });

  it('counts thinned frames between two frames and behind the last', () => {
    expect(unscheduledGaps({ frames: hours(0, 3), thinned: hours(1, 2, 5) }, 'UTC')).toEqual([
      { from: 0, to: 3 * hourMs, missingFrames: 2, reason: 'thinned' },
      { from: 3 * hourMs, to: null, missingFrames: 1, reason: 'thinned' },
    ]);
  });
});
