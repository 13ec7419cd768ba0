/** sRGB transfer function (IEC 61966-2-1): encoded 0–1 to linear light 0–1. */
function decode(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Linear light 0–1 as an encoded value 0–255, not rounded. */
export function encodeLight(light: number): number {
  return 255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055);
}

/** Linear light, 0–1, of each encoded value 0–255. */
export const linearLight: Float64Array = Float64Array.from({ length: 256 }, (_, value) => decode(value / 255));
