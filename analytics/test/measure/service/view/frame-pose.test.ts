import { stillPose, type Pose, type Registration } from '@fieldlapse/imaging';
import { describe, expect, it } from 'vitest';
import { framePose } from '../../../../src/measure/service/view/frame-pose.ts';
import { placeArea } from '../../../../src/measure/service/view/place-area.ts';

const pose = (dxPx: number): Pose => ({ ...stillPose, dxPx });
const found = (dxPx: number, inliers = 60, share = 0.9): Registration => ({
  ...{ found: true, pose: pose(dxPx), inliers, share, rmsPx: 0.3 },
});
const lost: Registration = { found: false, why: 'unlike' };
const frame = (observedAt: number, registration: Registration | undefined) => ({ observedAt, registration });
const reference = { f: 'first', fromObservedAt: 0, pose: stillPose };

describe('where the scene stands in a frame', () => {
  it('is where a sure registration says, after what confirmed moves add up to', () => {
    expect(framePose(frame(9, found(8)), [], reference, [])?.dxPx).toBe(8);
    expect(framePose(frame(9, found(8)), [], { ...reference, pose: pose(30) }, [])?.dxPx).toBe(38);
  });

  it('is what frames before say where it shows too little itself, and still where none does', () => {
    expect(framePose(frame(9, lost), [frame(8, lost), frame(7, found(5))], reference, [])?.dxPx).toBe(5);
    expect(framePose(frame(9, lost), [frame(8, undefined)], reference, [])).toEqual(stillPose);
  });

  it('takes a weak registration only with a witness', () => {
    const weak = found(9, 9, 0.6);
    expect(
      framePose(frame(9, { ...weak, inliers: 9 } as Registration), [frame(8, found(2))], reference, [])?.dxPx,
    ).toBe(2);
    expect(framePose(frame(9, weak), [frame(8, found(9.5))], reference, [])?.dxPx).toBe(9);
  });

  it('is unknown after a move that nothing links to the old view, until a frame says where it is', () => {
    const move = { observedAt: 8, reference: 'first', pose: null };
    expect(framePose(frame(9, lost), [frame(7, found(0))], reference, [move])).toBeNull();
    expect(framePose(frame(10, lost), [frame(9, found(50))], reference, [move])?.dxPx).toBe(50);
    expect(framePose(frame(7, lost), [], reference, [move])).toEqual(stillPose);
    expect(framePose(frame(9, lost), [], reference, [{ ...move, pose: pose(20) }])?.dxPx).toBe(20);
  });
});

describe('an area in a frame', () => {
  const roi = [[0.25, 0.25], [0.5, 0.25], [0.5, 0.5], [0.25, 0.5]] as const; // prettier-ignore

  it('moves with the scene, in steps of half a pixel', () => {
    const placed = placeArea({ roi }, pose(64.1), 9 / 16);
    expect(placed).toMatchObject({ placed: true, pose: { dxPx: 64 } });
    expect(placed.placed && placed.area.roi?.[0]?.[0]).toBeCloseTo(0.35, 6);
  });

  it('stays as it is configured where the shift is smaller than its edge is sure, and where it is the whole picture', () => {
    expect(placeArea({ roi }, pose(0.6), 9 / 16)).toEqual({ placed: true, area: { roi }, pose: undefined });
    expect(placeArea({}, null, 9 / 16)).toEqual({ placed: true, area: {}, pose: undefined });
  });

  it('is withheld where it has left the picture, or nobody knows where it is', () => {
    expect(placeArea({ roi }, pose(-300), 9 / 16)).toEqual({ placed: false, why: 'moved' });
    expect(placeArea({ roi }, null, 9 / 16)).toEqual({ placed: false, why: 'view-lost' });
  });
});
