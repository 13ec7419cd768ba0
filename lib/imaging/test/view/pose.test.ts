import { describe, expect, it } from 'vitest';
import { bareEdges, composePoses, invertPose, movePoint, poseDistance, stillPose } from '../../src/index.ts';

const one = { dxPx: 9, dyPx: -4, rotationDeg: 2, scale: 1.01 };
const other = { dxPx: -3, dyPx: 7, rotationDeg: -1, scale: 0.99 };

describe('poses', () => {
  it('undo themselves', () => {
    expect(poseDistance(composePoses(one, invertPose(one)), stillPose)).toBeLessThan(1e-9);
    expect(poseDistance(composePoses(invertPose(one), one), stillPose)).toBeLessThan(1e-9);
  });

  it('move a point one after the other as their composition does at once', () => {
    const [x, y] = movePoint(0.2, 0.9, one, 0.5625);
    const stepwise = movePoint(x, y, other, 0.5625);
    const atOnce = movePoint(0.2, 0.9, composePoses(one, other), 0.5625);
    expect(atOnce[0]).toBeCloseTo(stepwise[0], 12);
    expect(atOnce[1]).toBeCloseTo(stepwise[1], 12);
  });

  it('are as far apart as the points of the picture are, root mean square', () => {
    let squares = 0;
    let count = 0;
    for (let y = 0.005; y < 1; y += 0.01) {
      for (let x = 0.005; x < 1; x += 0.01) {
        const [a, b] = [movePoint(x, y, one, 0.5625), movePoint(x, y, other, 0.5625)];
        squares += ((a[0] - b[0]) * 640) ** 2 + ((a[1] - b[1]) * 360) ** 2;
        count += 1;
      }
    }
    expect(poseDistance(one, other)).toBeCloseTo(Math.sqrt(squares / count), 2);
  });

  it('tell how much of each side the frame did not see', () => {
    const edges = bareEdges({ ...stillPose, dxPx: 32, dyPx: -18 }, 0.5625);
    expect(edges).toMatchObject({ left: 0, bottom: 0 });
    expect(edges.right).toBeCloseTo(0.05, 9);
    expect(edges.top).toBeCloseTo(0.05, 9);
  });
});
