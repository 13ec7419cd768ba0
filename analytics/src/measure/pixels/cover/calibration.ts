import type { CoverConfig } from '@fieldlapse/contracts';

/** `cover` after the camera's calibration: straight between its points, from 0 to the first one and from the last one to 1. */
export function calibrated(cover: number, calibration: CoverConfig['calibration']): number {
  if (!calibration) return cover;
  const points = [[0, 0], ...calibration, [1, 1]] as const;
  const above = points.findIndex(([measured]) => measured > cover);
  if (above < 1) return points.at(above)![1];
  const [fromX, fromY] = points[above - 1]!;
  const [toX, toY] = points[above]!;
  return fromY + ((cover - fromX) / (toX - fromX)) * (toY - fromY);
}
