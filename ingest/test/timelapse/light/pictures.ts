import { applyTone, measureLight, toneCurve, type RgbPicture } from '@fieldlapse/imaging';
import { deflickerGain, type LitFrame } from '../../../src/timelapse/light/deflicker.ts';

const width = 96;
const height = 72;
export const dayMs = 86_400_000;

/** What a camera saw; everything 1 or absent is an ordinary day. */
export interface Look {
  /** Of the camera: factor on all light. */
  readonly exposure?: number;
  /** Of the field: factor on the light of what grows, not of the sky. */
  readonly field?: number;
  /** Factor on the light of the left share of the picture: a shadow, or somebody dark before the lens. */
  readonly cover?: { readonly share: number; readonly light: number };
  readonly grey?: boolean;
}

/** Noise that is the same on every machine, 0–1. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
}

/** A bright sky over a field of leaves. */
export function picture({ exposure = 1, field = 1, cover, grey = false }: Look = {}): RgbPicture {
  const pixels = Buffer.alloc(width * height * 3);
  const random = noise(7);
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height];
    const sky = y < 0.2;
    const leaf = 0.6 + 0.8 * random();
    const factor = exposure * (sky ? 1 : field) * (cover && x < cover.share ? cover.light : 1);
    const colour = sky ? [0.55, 0.68, 0.92] : [0.1 * leaf, (0.16 + 0.06 * y) * leaf, 0.045 * leaf];
    const light = grey ? [colour[1]!, colour[1]!, colour[1]!] : colour;
    pixels.set(light.map((value) => encoded(Math.min(1, value * factor))), 3 * at); // prettier-ignore
  }
  return { width, height, pixels };
}

function encoded(light: number): number {
  return Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055));
}

/** Frames of such looks, one `everyMs`, with their measures. */
export function framesOf(looks: readonly Look[], everyMs = dayMs): LitFrame[] {
  return looks.map((look, index) => ({ observedAt: index * everyMs, light: measureLight(picture(look)) }));
}

/** The gain of each frame of a film. */
export function gainsOf(frames: readonly LitFrame[]): number[] {
  return frames.map((frame, index) => deflickerGain(frame, frames.slice(0, index)));
}

/** Mean luma of each picture as the film shows it, after its gain. */
export function shownLumas(looks: readonly Look[], gains: readonly number[]): number[] {
  return looks.map((look, index) => {
    const shown = picture(look);
    applyTone(shown.pixels, toneCurve(gains[index]!));
    return measureLight(shown).luma;
  });
}

/** Mean change from one value to the next. */
export function meanChange(values: readonly number[]): number {
  const changes = values.slice(1).map((value, index) => Math.abs(value - values[index]!));
  return changes.reduce((sum, change) => sum + change, 0) / changes.length;
}
