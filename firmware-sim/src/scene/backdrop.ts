import { fractalNoise, unit } from '../weather/noise.ts';
import { ground, paint, paintBox, type Layer } from './layer.ts';
import type { Rgb } from './color.ts';
import { project, treeLineM } from './view.ts';

const bundM = 72;
const foliage: Rgb = [62, 88, 52];
const grass: Rgb = [104, 128, 60];
const trunk: Rgb = [96, 84, 68];
const thatch: Rgb = [138, 112, 78];
const wall: Rgb = [112, 92, 70];
const tin: Rgb = [150, 150, 152];

/** What never changes behind the field: a tree line with coconut palms, the far bund and a hut on it. */
export function paintBackdrop(layer: Layer, seed: number): void {
  paintTreeLine(layer, seed, treeLineM * 2.2, 11, 1.5, 0.9);
  paintTreeLine(layer, seed + 7, treeLineM, 9, 1, 0.72);
  for (let palm = 0; palm < 9; palm += 1) paintPalm(layer, seed + 50 + palm);
  paintBund(layer, seed);
  paintHut(layer);
}

function paintTreeLine(layer: Layer, seed: number, z: number, heightM: number, haze: number, shade: number): void {
  const { width } = layer.view;
  const foot = project(layer.view, 0, z);
  const color: Rgb = [
    foliage[0] + 26 * (haze - 1) * 2,
    foliage[1] + 24 * (haze - 1) * 2,
    foliage[2] + 44 * (haze - 1) * 2,
  ];
  for (let x = 0; x < width; x += 1) {
    const metres = (x - layer.view.centerX) / foot.scale;
    const crown = fractalNoise(seed, metres / 9) * 0.6 + fractalNoise(seed + 5, metres / 2.2) * 0.25 + 0.15;
    const top = foot.py - heightM * crown * foot.scale;
    for (let y = Math.round(top); y <= foot.py + 3; y += 1) {
      const lit = 1.25 - 0.55 * Math.min(1, (y - top) / 14);
      const leaf = 0.82 + 0.36 * unit(seed, x >> 1, y >> 1);
      paint(layer, x, y, color, shade * lit * leaf, (unit(seed + 1, x >> 2, y >> 1) - 0.5) * 90, ground);
    }
  }
}

function paintPalm(layer: Layer, seed: number): void {
  const { px, py, scale } = project(layer.view, (unit(seed, 1) - 0.5) * 190, treeLineM * 0.92);
  const tall = (8.5 + 5.5 * unit(seed, 2)) * scale;
  const lean = (unit(seed, 3) - 0.5) * 0.3;
  const bendAt = (t: number) => px + lean * tall * t * t;
  for (let step = 0; step < tall; step += 1) {
    paintBox(layer, bendAt(step / tall), py - step, scale > 6 ? 2 : 1, 1, trunk, 0.8);
  }
  for (let frond = 0; frond < 13; frond += 1) {
    const angle = (frond / 12) * Math.PI * 1.2 - 0.3 + (unit(seed, 30 + frond) - 0.5) * 0.3;
    const reach = (2 + 1.7 * unit(seed, 10 + frond)) * scale;
    for (let step = 0; step < reach; step += 0.5) {
      const t = step / reach;
      const x = bendAt(1) + Math.cos(angle) * step;
      const y = py - tall - Math.sin(angle) * step + t * t * reach * (0.2 + 0.3 * unit(seed, 50 + frond));
      const shade = 0.72 + 0.4 * Math.sin(angle) * (1 - t);
      paint(layer, x, y, foliage, shade, Math.cos(angle) * 60, ground);
      paint(layer, x, y + 1, foliage, shade * 0.8, Math.cos(angle) * 60, ground);
    }
  }
}

function paintBund(layer: Layer, seed: number): void {
  const foot = project(layer.view, 0, bundM);
  const top = project(layer.view, 0, treeLineM).py;
  for (let y = Math.round(top); y <= foot.py; y += 1) {
    for (let x = 0; x < layer.view.width; x += 1) {
      const blade = 0.72 + 0.4 * unit(seed + 2, x, y) - (y > foot.py - 3 ? 0.22 : 0);
      paint(layer, x, y, grass, blade, 0, ground);
    }
  }
}

function paintHut(layer: Layer): void {
  const { px, py, scale } = project(layer.view, 21, bundM + 6);
  const wide = 5.4 * scale;
  const high = 2.3 * scale;
  paintBox(layer, px, py, wide, high, wall);
  paintBox(layer, px + wide * 0.12, py, wide * 0.17, high * 0.72, wall, 0.42);
  paintBox(layer, px + wide * 0.55, py - high * 0.35, wide * 0.22, high * 0.35, wall, 0.5);
  for (let row = 0; row < 1.7 * scale; row += 1) {
    const inset = row * 0.75 - 0.5 * scale;
    paintBox(layer, px + inset, py - high - row, wide - 2 * inset, 1, thatch, 0.82 + 0.2 * (row % 3 === 0 ? 1 : 0.4));
  }
  paintBox(layer, px + wide + 0.6 * scale, py, 2, 5.2 * scale, tin, 0.7);
}
