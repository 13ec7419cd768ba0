/** Pixels around the picture that a moved camera brings into view. */
export const marginPx = 32;
/** How far the trees behind the field are, m. */
export const treeLineM = 150;
/** Height of the lens over the ground, m. */
const lensM = 3;

/** Where the pole camera looks: a level lens, shifted down, over flat ground. Sizes are those of the padded picture. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly centerX: number;
  readonly horizonY: number;
  readonly focalPx: number;
}

/** The view of a picture of that size, px. */
export function viewOf(widthPx: number, heightPx: number): View {
  return {
    width: widthPx + 2 * marginPx,
    height: heightPx + 2 * marginPx,
    centerX: marginPx + widthPx / 2,
    horizonY: marginPx + Math.round(heightPx * 0.35),
    focalPx: heightPx * 1.42,
  };
}

/** Distance on the ground that row `y` (below the horizon) shows, m. */
export function depthOf(view: View, y: number): number {
  return (lensM * view.focalPx) / (y - view.horizonY);
}

/** The padded pixel of the ground point `x` m right of the lens and `z` m ahead; `scale` is px per m there. */
export function project(view: View, x: number, z: number): { px: number; py: number; scale: number } {
  const scale = view.focalPx / z;
  return { px: view.centerX + x * scale, py: view.horizonY + lensM * scale, scale };
}
