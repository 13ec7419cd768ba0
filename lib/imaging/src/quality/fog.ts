import { cellsWith, meanOf, quantile } from './cells/grid.ts';
import { gateThresholds } from './thresholds.ts';
import type { CellMaps } from './traits.ts';
import type { UsualView } from './usual.ts';

/**
 * Share of the light that fog scatters into the lens, 0–1: 1 − t of the atmospheric scattering model I = J·t + A·(1 − t).
 * He, Sun and Tang (CVPR 2009): in clear air some channel of a small patch is nearly black, in fog none is. What the camera
 * usually sees takes the place of the black where it is known; contrast must have fallen by as much, or it is only light.
 *
 * t = e^(−βd) falls with the distance d, and what is far stands high in a picture: beside its usual view, fog is no more than
 * the upper half shows. New water on a field takes contrast away as well, but most at the camera's feet and least where
 * plants hide it.
 */
export function fogOf(now: CellMaps, usual: UsualView | undefined): number {
  const cells = cellsWith((cell) => !Number.isNaN(now.coarse[cell]!));
  if (cells.length === 0) return 0;
  if (usual === undefined) return fogAlone(now, cells, airlightOf(now));
  const textured = cells.filter((cell) => usual.coarse[cell]! >= gateThresholds.texture.number);
  const fogs = fogOfCells(now, usual, textured);
  return Math.min(meanOf(fogs), meanOf(fogs.slice(0, Math.ceil(fogs.length / 2))));
}

/** Fog of each of the given cells, which usually have texture. */
export function fogOfCells(now: CellMaps, usual: UsualView, cells: readonly number[]): number[] {
  const airlight = airlightOf(now);
  return cells.map((cell) => {
    const byContrast = now.coarse[cell]! / usual.coarse[cell]!;
    const byDark = (airlight - now.dark[cell]!) / Math.max(1, airlight - usual.dark[cell]!);
    return 1 - clamp01(Math.max(byContrast, byDark));
  });
}

/** Light of the fog itself, DN: the brightest parts of the picture show it. */
function airlightOf(now: CellMaps): number {
  const cells = cellsWith((cell) => !Number.isNaN(now.coarse[cell]!));
  return Math.max(128, quantile(cells.map((cell) => now.mean[cell]!), 0.95)); // prettier-ignore
}

/** Contrast in DN at which a picture of its own counts as clear. */
const clearContrast = 12;

function fogAlone(now: CellMaps, cells: readonly number[], airlight: number): number {
  const dark = quantile(cells.map((cell) => now.dark[cell]!), 0.5); // prettier-ignore
  const contrast = quantile(cells.map((cell) => now.coarse[cell]!), 0.5); // prettier-ignore
  return Math.min(clamp01(dark / airlight), clamp01(1 - contrast / clearContrast));
}

const clamp01 = (value: number): number => Math.max(0, Math.min(1, value));
