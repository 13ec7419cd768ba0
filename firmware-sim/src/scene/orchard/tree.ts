import { unit } from '../../weather/noise.ts';
import type { Rgb } from '../color.ts';
import { greenPlant, paint, paintBox, type Layer } from '../layer.ts';

/** A durian tree in the padded picture: its foot in px, `scale` px per m, crown in m. */
export interface Tree {
  readonly px: number;
  readonly py: number;
  readonly scale: number;
  /** From the lens, m. */
  readonly farM: number;
  readonly heightM: number;
  readonly radiusM: number;
  readonly leaf: Rgb;
  /** What stands lower than this is under water, m. */
  readonly hiddenM: number;
}

const bark: Rgb = [98, 80, 62];
/** The crown begins at this share of the height. */
const crownFoot = 0.16;
/** Size of a tuft of leaves, m. */
const tuftM = 0.055;
/** Branches stand in storeys this far apart, m. */
const storeyM = 0.62;

/** Paints trunk and crown: a cone of storeys whose tufts keep their place while the tree grows. */
export function paintTree(layer: Layer, seed: number, tree: Tree): void {
  const { px, py, scale, heightM, radiusM, hiddenM } = tree;
  const trunk = Math.max(1, 0.05 * heightM * scale * 0.5);
  const foot = Math.max(0, hiddenM * scale);
  paintBox(layer, px - trunk / 2, py - foot, trunk, Math.max(0, heightM * 0.5 * scale - foot), bark, 0.75);
  const low = Math.max(crownFoot * heightM, hiddenM);
  for (let dy = low * scale; dy < heightM * scale; dy += 1) {
    const h = dy / scale;
    const t = (h - crownFoot * heightM) / (heightM * (1 - crownFoot));
    const storey = 0.82 + 0.18 * Math.cos((2 * Math.PI * (h + unit(seed, 1))) / storeyM);
    const half = radiusM * Math.min(1, 0.62 + 2.2 * t) * (1 - t) ** 0.72 * storey;
    for (let dx = -half * 1.2 * scale; dx < half * 1.2 * scale; dx += 1) {
      paintTuft(layer, seed, tree, dx, dy, half, t);
    }
  }
}

function paintTuft(layer: Layer, seed: number, tree: Tree, dx: number, dy: number, half: number, t: number): void {
  const { px, py, scale, leaf, farM } = tree;
  // Far tufts are a pixel each.
  const size = Math.max(tuftM, 1 / scale);
  const column = Math.floor(dx / scale / size);
  const row = Math.floor(dy / scale / size - Math.abs(dx / scale) * 1.4);
  const lot = unit(seed + 2, column, row);
  const across = dx / scale / (half || 1);
  if (Math.abs(across) > 0.86 + 0.34 * lot) return;
  const fine = unit(seed + 3, Math.floor((dx / scale) * 38), Math.floor((dy / scale) * 29));
  const round = Math.sqrt(Math.max(0, 1 - Math.min(1, across * across)));
  const shade = (0.56 + 0.26 * lot + 0.24 * fine) * (0.66 + 0.3 * t + 0.16 * round);
  const isDeep = lot < 0.12 && fine < 0.6;
  paint(layer, px + dx, py - dy, leaf, isDeep ? shade * 0.6 : shade, across * 90, greenPlant, farM);
}
