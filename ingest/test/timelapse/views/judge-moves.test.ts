import type { Pose, Registration } from '@fieldlapse/imaging';
import { describe, expect, it } from 'vitest';
import { findMove, stabilisingPose, type FoundMove } from '../../../src/timelapse/views/judge-moves.ts';
import type { Bridge, ViewedFrame } from '../../../src/timelapse/views/known-pose.ts';

const hourMs = 3_600_000;
const still: Pose = { dxPx: 0, dyPx: 0, rotationDeg: 0, scale: 1 };
const lost: Registration = { found: false, why: 'unlike' };
const at = (dxPx: number, dyPx = 0): Registration => ({
  ...{ found: true, inliers: 14, share: 0.1, rmsPx: 0.4 },
  pose: { ...still, dxPx, dyPx },
});
const frame = (index: number, registration: Registration, more: Partial<ViewedFrame> = {}): ViewedFrame => ({
  ...{ f: `f${index}`, observedAt: index * hourMs, usable: true, registration },
  ...more,
});
const framesAt = (registrations: readonly Registration[]): ViewedFrame[] =>
  registrations.map((registration, index) => frame(index, registration));

/** What a camera's keeper does: looks after each frame, and from a move on gives only the frames since. */
function watch(frames: readonly ViewedFrame[]): { move: FoundMove; seenAt: string }[] {
  const moves: { move: FoundMove; seenAt: string }[] = [];
  let [from, expected]: [number, Pose | null] = [0, still];
  for (const [index, { f: seenAt }] of frames.entries()) {
    const move = findMove(frames.slice(Math.max(from, index - 23), index + 1), expected);
    if (!move) continue;
    moves.push({ move, seenAt });
    from = frames.findIndex(({ f }) => f === move.f);
    expected = move.pose;
  }
  return moves;
}
const repeat = (count: number, registration: Registration): Registration[] =>
  Array.from({ length: count }, () => registration);

describe('findMove', () => {
  it('finds a knock once, at the third frame that says so, with the first frame of the new view', () => {
    const moves = watch(framesAt([...repeat(10, at(0.3)), ...repeat(60, at(8, -3))]));
    expect(moves).toEqual([
      { seenAt: 'f12', move: { f: 'f10', observedAt: 10 * hourMs, pose: { ...still, dxPx: 8, dyPx: -3 } } },
    ]);
  });

  it('finds the knock although frames between are lost, spoilt or out of line', () => {
    const frames = framesAt([...repeat(6, at(0)), at(9), lost, at(60, 20), at(9.4), at(8.8)]);
    expect(watch([...frames, frame(11, at(55), { usable: false })])).toMatchObject([
      { move: { f: 'f6' }, seenAt: 'f10' },
    ]);
  });

  it('says nothing of wind, of single frames that are wrong, or of frames that are wrong each in its own way', () => {
    const wind = [0.4, -1, 1.4, 0, -0.8, 1].map((dxPx) => at(dxPx));
    const wrong = [at(60), at(-30, 12), at(17, 40)];
    expect(watch(framesAt([...wind, wrong[0]!, ...wind, ...wrong, ...wind, lost, lost, ...wind]))).toEqual([]);
  });

  it('says nothing of a strap that gives way slowly, as long as the view is still the old one', () => {
    expect(watch(framesAt(Array.from({ length: 60 }, (_, index) => at(index * 0.1))))).toEqual([]);
  });

  it('says it once when a strap that gave way slowly has left the old view', () => {
    const slowly = Array.from({ length: 120 }, (_, index) => at(Math.min(10, index * 0.1)));
    expect(watch(framesAt([...slowly, ...repeat(40, at(10))]))).toHaveLength(1);
  });

  it('finds a second knock, and a camera put back by hand', () => {
    const moves = watch(
      framesAt([...repeat(8, at(0)), ...repeat(12, at(12)), ...repeat(12, at(30)), ...repeat(12, at(0.5))]),
    );
    expect(moves.map(({ move }) => [move.f, move.pose?.dxPx])).toEqual([
      ['f8', 12],
      ['f20', 30],
      ['f32', 0.5],
    ]);
  });

  it('finds a knock against a view that had already sunk a little', () => {
    const moves = watch(framesAt([...repeat(8, at(5)), ...repeat(8, at(-3))]));
    expect(moves).toMatchObject([{ move: { f: 'f8', pose: { dxPx: -3 } } }]);
  });

  const bridge = (to: number, registration: Registration): Bridge => ({ f: `f${to}`, registration });

  it('finds a view that has nothing of the old one, by its frames that match each other', () => {
    const old = framesAt(repeat(6, at(0)));
    const fresh = [6, 7, 8, 9].map((index) =>
      frame(index, lost, { bridges: [bridge(index - 1, index === 6 ? lost : at(0.2))] }),
    );
    expect(watch([...old, ...fresh])).toEqual([
      { seenAt: 'f8', move: { f: 'f6', observedAt: 6 * hourMs, pose: null } },
    ]);
  });

  it('does not take frames for a new view that only light or growth keep from matching the reference', () => {
    const old = framesAt(repeat(6, at(0)));
    const dusk = [6, 7, 8, 9, 10].map((index) => frame(index, lost, { bridges: [bridge(index - 1, at(0.2))] }));
    expect(watch([...old, ...dusk])).toEqual([]);
    const fogged = [6, 7, 8, 9, 10].map((index) => frame(index, lost, { bridges: [bridge(index - 1, lost)] }));
    expect(watch([...old, ...fogged])).toEqual([]);
  });

  it('follows a knocked view over bridges where it no longer matches the reference', () => {
    const old = framesAt(repeat(6, at(0)));
    const knocked = [6, 7, 8].map((index) =>
      frame(index, lost, { bridges: [bridge(index - 1, index === 6 ? at(150) : at(0))] }),
    );
    expect(watch([...old, ...knocked])).toMatchObject([{ move: { f: 'f6', pose: { dxPx: 150 } } }]);
  });

  /** Frames that no longer match the reference, each with bridges to the two before it. */
  const grown = (count: number, seenBy: (index: number, to: number) => Registration): ViewedFrame[] =>
    Array.from({ length: count }, (_, index) => {
      const to = [index - 1, index - 2].filter((earlier) => earlier >= 0);
      return frame(index, lost, { bridges: to.map((earlier) => bridge(earlier, seenBy(index, earlier))) });
    });

  it('finds a knock when the crop has grown away from the reference long before, by where the view was believed to be', () => {
    const frames = grown(12, (index, to) => (index >= 7 && to < 7 ? at(30, 9) : at(0.1)));
    const moves = watch(frames);
    expect(moves).toMatchObject([{ seenAt: 'f9', move: { f: 'f7' } }]);
    expect(moves[0]?.move.pose?.dxPx).toBeCloseTo(30, 0);
  });

  it('finds a view that nothing links to a view that had itself left the reference', () => {
    const frames = grown(12, (index, to) => (index >= 7 && to < 7 ? lost : at(0.1)));
    expect(watch(frames)).toMatchObject([{ seenAt: 'f9', move: { f: 'f7', pose: null } }]);
  });

  it('says nothing of a crop that grows away from its reference, or of one bridge that is wrong', () => {
    expect(watch(grown(60, () => at(0.05)))).toEqual([]);
    const wrong = (index: number, to: number): Registration => (index === 20 && to === 19 ? at(80, -20) : at(0.1));
    expect(watch(grown(40, wrong))).toEqual([]);
    expect(watch(grown(40, (index, to) => (index === 20 && to === 18 ? lost : wrong(index, to))))).toEqual([]);
  });
});

describe('stabilisingPose', () => {
  it('takes the frame’s own pose where a frame before says the same, or it is sure of itself', () => {
    const before = framesAt([at(2), at(2.4)]);
    expect(stabilisingPose(frame(2, at(2.2)), before)?.dxPx).toBe(2.2);
    const sure: Registration = { ...at(7), found: true, inliers: 80, share: 0.5 } as Registration;
    expect(stabilisingPose(frame(2, sure), before)?.dxPx).toBe(7);
  });

  it('takes the nearest earlier pose where the frame has none, is spoilt, or stands alone', () => {
    const before = framesAt([at(2), at(2.4)]);
    for (const current of [frame(2, lost), frame(2, at(2.2), { usable: false }), frame(2, at(-9))]) {
      expect(stabilisingPose(current, before)?.dxPx).toBe(2.4);
    }
  });

  it('holds a pose for a week and no longer', () => {
    const before = framesAt([at(2), at(2.4)]);
    expect(stabilisingPose(frame(7 * 24, lost), before)?.dxPx).toBe(2.4);
    expect(stabilisingPose(frame(7 * 24 + 2, lost), before)).toBeUndefined();
    expect(stabilisingPose(frame(0, lost), [])).toBeUndefined();
  });

  it('undoes no pose that would leave much of the picture bare', () => {
    const before = framesAt(repeat(4, at(20)));
    expect(stabilisingPose(frame(4, at(20)), before)).toBeUndefined();
  });

  it('does not change when later frames come', () => {
    const frames = framesAt([at(0.5), at(0.7), lost, at(30), at(0.2), lost, at(1)]);
    const poses = frames.map((current, index) => stabilisingPose(current, frames.slice(0, index)));
    const longer = [...frames, frame(7, at(9))];
    expect(longer.slice(0, 7).map((current, index) => stabilisingPose(current, longer.slice(0, index)))).toEqual(poses);
    expect(poses.map((pose) => pose?.dxPx)).toEqual([0.5, 0.7, 0.7, 0.7, 0.2, 0.2, 1]);
  });
});
