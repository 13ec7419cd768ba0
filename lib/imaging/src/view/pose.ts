import type { Area, Rectangle } from '../area.ts';
import { viewWidth } from '../decode.ts';

/**
 * Where the reference's scene stands in a frame: a point of the reference, turned and scaled about the picture's centre,
 * then shifted, is the point of the frame that shows the same. `dxPx` right and `dyPx` down in px at a width of
 * {@link viewWidth}; `rotationDeg` clockwise as seen; `scale` about 1.
 */
export interface Pose {
  readonly dxPx: number;
  readonly dyPx: number;
  readonly rotationDeg: number;
  readonly scale: number;
}

/** The pose of a camera that did not move. */
export const stillPose: Pose = { dxPx: 0, dyPx: 0, rotationDeg: 0, scale: 1 };

/** Columns of the linear part: `x' = a·x − b·y + dx`, `y' = b·x + a·y + dy`, about the centre, px at {@link viewWidth}. */
export function linearOf(pose: Pose): { a: number; b: number; dx: number; dy: number } {
  const angle = (pose.rotationDeg * Math.PI) / 180;
  return { a: pose.scale * Math.cos(angle), b: pose.scale * Math.sin(angle), dx: pose.dxPx, dy: pose.dyPx };
}

export function poseOfLinear({ a, b, dx, dy }: { a: number; b: number; dx: number; dy: number }): Pose {
  return { dxPx: dx, dyPx: dy, rotationDeg: (Math.atan2(b, a) * 180) / Math.PI, scale: Math.sqrt(a * a + b * b) };
}

/** The pose that brings `then` after `first`: what a frame's frame shows of the reference. */
export function composePoses(first: Pose, then: Pose): Pose {
  const [p, q] = [linearOf(first), linearOf(then)];
  return poseOfLinear({
    a: q.a * p.a - q.b * p.b,
    b: q.b * p.a + q.a * p.b,
    dx: q.a * p.dx - q.b * p.dy + q.dx,
    dy: q.b * p.dx + q.a * p.dy + q.dy,
  });
}

/** The pose from the frame back to the reference. */
export function invertPose(pose: Pose): Pose {
  const { a, b, dx, dy } = linearOf(pose);
  const square = a * a + b * b;
  const [ia, ib] = [a / square, -b / square];
  return poseOfLinear({ a: ia, b: ib, dx: -(ia * dx - ib * dy), dy: -(ib * dx + ia * dy) });
}

/**
 * How far two poses put the points of a picture apart: root mean square over a grid of it, px at {@link viewWidth}.
 * `aspect` is the picture's height over its width.
 */
export function poseDistance(one: Pose, other: Pose, aspect = 9 / 16): number {
  const [p, q] = [linearOf(one), linearOf(other)];
  const [da, db, dx, dy] = [p.a - q.a, p.b - q.b, p.dx - q.dx, p.dy - q.dy];
  // Mean of the square of a centred coordinate over a side of that length is length²/12.
  const spreadPx2 = (viewWidth * viewWidth * (1 + aspect * aspect)) / 12;
  return Math.sqrt(dx * dx + dy * dy + (da * da + db * db) * spreadPx2);
}

/**
 * The area where a frame of that pose shows it: region and mask move with the scene, captions stay where they are burnt in.
 * `aspect` is the picture's height over its width.
 */
export function poseOfArea(area: Area, pose: Pose, aspect: number): Area {
  const { roi, mask } = area;
  return {
    ...area,
    ...(roi && { roi: roi.map(([x, y]) => movePoint(x, y, pose, aspect)) }),
    ...(mask && { mask: { ...mask, pose: composePoses(mask.pose ?? stillPose, pose) } }),
  };
}

/** As {@link poseOfArea}, of one point as shares of width and height. */
export function movePoint(x: number, y: number, pose: Pose, aspect: number): readonly [number, number] {
  const { a, b, dx, dy } = linearOf(pose);
  const [fromX, fromY] = [(x - 0.5) * viewWidth, (y - 0.5) * viewWidth * aspect];
  return [0.5 + (a * fromX - b * fromY + dx) / viewWidth, 0.5 + (b * fromX + a * fromY + dy) / (viewWidth * aspect)];
}

/** The part of the picture that a pose leaves without a scene of its own, as the widest strip at each side, shares. */
export function bareEdges(pose: Pose, aspect: number): Rectangle {
  const corners = [
    movePoint(0, 0, pose, aspect),
    movePoint(1, 0, pose, aspect),
    movePoint(0, 1, pose, aspect),
    movePoint(1, 1, pose, aspect),
  ];
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return {
    left: Math.max(0, -Math.min(...xs)),
    right: Math.max(0, Math.max(...xs) - 1),
    top: Math.max(0, -Math.min(...ys)),
    bottom: Math.max(0, Math.max(...ys) - 1),
  };
}
