/** Red, green, blue, 0–255. */
type Rgb = readonly [number, number, number];

/** What stands for "nothing was seen": diagonal lines, everywhere in the same colours. */
export const hatchColours = { ground: [24, 29, 33], line: [52, 61, 68] } as const satisfies Record<string, Rgb>;

/**
 * Fills a rectangle of an RGB picture with diagonal hatching. The lines go on across rectangles that touch; `periodPx` is
 * the distance from line to line along a row, at least 4.
 */
export function paintHatch(
  picture: { readonly width: number; readonly pixels: Uint8Array },
  area: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  periodPx: number,
): void {
  const period = Math.max(4, Math.round(periodPx));
  const tile = tileOf(period, area.width + period);
  for (let row = 0; row < area.height; row += 1) {
    const y = area.top + row;
    const from = (area.left + y) % period;
    picture.pixels.set(tile.subarray(from * 3, (from + area.width) * 3), (y * picture.width + area.left) * 3);
  }
}

/** One row of hatching, as many pixels long as asked for. */
function tileOf(period: number, length: number): Uint8Array {
  const { ground, line } = hatchColours;
  const row = new Uint8Array(length * 3);
  for (let x = 0; x < length; x += 1) {
    // Half of the period is line; a ramp of two pixels keeps its edges smooth.
    const share = Math.min(1, Math.max(0, period / 4 - Math.abs((x % period) - period / 2) + 0.5));
    for (let channel = 0; channel < 3; channel += 1) {
      row[x * 3 + channel] = Math.round(ground[channel]! + (line[channel]! - ground[channel]!) * share);
    }
  }
  return row;
}
