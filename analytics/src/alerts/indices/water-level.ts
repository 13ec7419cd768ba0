/** One reading of a field tube: level against the soil surface, cm; negative below it. */
export interface WaterLevel {
  readonly t: number;
  readonly levelCm: number;
}

/** Safe alternate wetting and drying: re-flood when the water stands 15 cm below the surface [IRRI, Rice Knowledge Bank]. */
export const awdLimits = { refloodCm: -15, floodedCm: 0 } as const;

/** A dry-down that reached the limit: from the surface falling dry until the next flooding. */
export interface DryDown {
  readonly from: number;
  /** Undefined while the field is still dry. */
  readonly to: number | undefined;
  readonly lowestCm: number;
}

/**
 * Valid dry-downs among readings in order of time: the level fell from a flooded field to −15 cm or below. One that ends in
 * rain or water before that does not count; a silence of the sensor of more than `bridgeMs` breaks one off, since nobody saw it.
 */
export function validDryDowns(levels: readonly WaterLevel[], bridgeMs: number, limits = awdLimits): DryDown[] {
  const found: DryDown[] = [];
  let from: number | undefined;
  let lowestCm = Infinity;
  let flooded = false;
  let previous: WaterLevel | undefined;
  const close = (to: number | undefined): void => {
    if (from !== undefined && lowestCm <= limits.refloodCm) found.push({ from, to, lowestCm });
    from = undefined;
    lowestCm = Infinity;
  };
  for (const level of levels) {
    if (previous && level.t - previous.t > bridgeMs) {
      from = undefined;
      flooded = false;
    }
    if (level.levelCm >= limits.floodedCm) {
      close(level.t);
      flooded = true;
    } else if (flooded || from !== undefined) {
      from ??= level.t;
      flooded = false;
      lowestCm = Math.min(lowestCm, level.levelCm);
    }
    previous = level;
  }
  close(undefined);
  return found;
}
