/** Rec. 601 luma in integers of each pixel; into the beginning of `into` where that is given. */
export function lumaOf(rgb: Uint8Array, into = new Uint8Array(rgb.length / 3)): Uint8Array {
  for (let pixel = 0, at = 0; at < rgb.length; pixel += 1, at += 3) {
    into[pixel] = (rgb[at]! * 77 + rgb[at + 1]! * 150 + rgb[at + 2]! * 29 + 128) >> 8;
  }
  return into;
}
