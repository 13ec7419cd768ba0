/**
 * A picture out of focus: three passes of a box, which is a Gaussian of about `sigmaPx`; `rgb` holds 3 bytes per pixel.
 * Integer sums alone, so that every machine gives the same bytes.
 */
export function blur(rgb: Uint8ClampedArray, widthPx: number, heightPx: number, sigmaPx: number): Uint8ClampedArray {
  // Three boxes of 2r + 1 have the variance r(r + 1).
  const radius = Math.round(Math.sqrt(sigmaPx * sigmaPx + 0.25) - 0.5);
  if (radius < 1) return rgb;
  let from: Uint8ClampedArray = rgb;
  const to = new Uint8ClampedArray(rgb.length);
  const spare = new Uint8ClampedArray(rgb.length);
  for (let pass = 0; pass < 3; pass += 1) {
    for (let y = 0; y < heightPx; y += 1) boxLine(from, to, y * widthPx * 3, 3, widthPx, radius);
    from = from === rgb ? spare : from;
    for (let x = 0; x < widthPx; x += 1) boxLine(to, from, x * 3, widthPx * 3, heightPx, radius);
  }
  return from;
}

/** The mean of `radius` pixels to both sides along one line; beyond its ends its last pixel goes on. */
function boxLine(
  from: Uint8ClampedArray,
  to: Uint8ClampedArray,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  const size = 2 * radius + 1;
  const last = start + (count - 1) * step;
  for (let c = 0; c < 3; c += 1) {
    let sum = from[start + c]! * radius;
    for (let index = 0; index <= radius; index += 1) sum += from[Math.min(last, start + index * step) + c]!;
    for (let index = 0; index < count; index += 1) {
      to[start + index * step + c] = sum / size;
      const enters = index + radius + 1 < count ? start + (index + radius + 1) * step : last;
      const leaves = index > radius ? start + (index - radius) * step : start;
      sum += from[enters + c]! - from[leaves + c]!;
    }
  }
}
