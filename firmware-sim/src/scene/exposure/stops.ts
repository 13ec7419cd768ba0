const levels = 256;

/** Multiplies the light of every pixel by 2 to the power of `ev`, in place: sRGB is decoded, and what is too bright clips. */
export function addStops(rgb: Uint8ClampedArray, ev: number): void {
  if (ev === 0) return;
  const table = new Uint8ClampedArray(levels);
  for (let level = 0; level < levels; level += 1) table[level] = 255 * encode(decode(level / 255) * 2 ** ev);
  for (let at = 0; at < rgb.length; at += 1) rgb[at] = table[rgb[at]!]!;
}

// IEC 61966-2-1.
function decode(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function encode(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}
