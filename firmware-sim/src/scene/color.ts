/** Red, green, blue as they look in neutral light, 0–255. */
export type Rgb = readonly [number, number, number];

/** `from` where `share` is 0, `to` where it is 1. */
export function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}
