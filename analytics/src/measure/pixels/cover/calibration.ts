import type { CoverConfig } from '@fieldlapse/contracts';

/** `cover` after the camera's calibration: straight between its points, from 0 to the first one and from the last one to 1. */
export function calibrated(cover: number, calibration: CoverConfig['calibration']): number {
  if (!calibration) return cover;
  const last = calibration.at(-1)![0];
  const points = [[0, 0], ...calibration, ...(last < 1 ? [[1, 1] as const] : [])] as const;
  const at = points.findLastIndex(([measured]) => measured <= cover);
  const [fromX, fromY] = points[at]!;
  const [toX, toY] = points[at + 1] ?? points[at]!;
  return toX === fromX ? fromY : fromY + ((cover - fromX) / (toX - fromX)) * (toY - fromY);
}
