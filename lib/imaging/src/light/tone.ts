import { encodeLight, linearLight } from './srgb.ts';

// How straight the curve is before its shoulder bends: at 1 it bends everywhere, at 4 it all but clips.
const straightness = 1.5;

/**
 * Light after a gain, both linear, 0–1: the darks are multiplied by `gain`, white stays white and nothing else becomes
 * white, smoothly between. Gains multiply: by 2 and then by ½ gives the same light again.
 */
export function tone(light: number, gain: number): number {
  const reach = gain ** straightness;
  return (gain * light) / (1 + (reach - 1) * light ** straightness) ** (1 / straightness);
}

/**
 * sRGB value 0–255 after a gain in linear light, for each value before it; for every channel alike. It rises with the value,
 * keeps 0 and 255, and maps nothing else to 255. A gain of 1 changes nothing. Throws RangeError where `gain` is not above 0.
 */
export function toneCurve(gain: number): Uint8Array {
  if (!(gain > 0) || gain === Infinity) throw new RangeError(`a gain is a number above 0, not ${gain}`);
  return Uint8Array.from(linearLight, (light, value) =>
    value === 255 ? 255 : Math.min(254, Math.round(encodeLight(tone(light, gain)))),
  );
}

/** Puts each byte of a picture through a curve of {@link toneCurve}, in place. */
export function applyTone(pixels: Uint8Array, curve: Uint8Array): void {
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = curve[pixels[at]!]!;
}
