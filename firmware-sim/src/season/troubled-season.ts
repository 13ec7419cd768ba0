import { pictureFault, type PictureFaultInput } from '../scene/faults/fault.ts';
import { waterLevels } from '../sensors/water.ts';
import { unit } from '../weather/noise.ts';
import type { SeasonOptions } from './render-season.ts';

/** Midnight of 15 May 2026 in Việt Nam: the summer–autumn crop grows under the clouds of the rainy season. */
const sownAt = Date.parse('2026-05-14T17:00:00Z');
const place = { latitude: 10.03, longitude: 105.78 };
const lostDays = 9;
const knockDay = 48.4;

/**
 * A season with everything that spoils films, at that size in px: clouds and showers, exposure steps, a knock of more
 * than 15 px at a width of 1280 that shifts and turns the picture, foggy mornings, somebody in the field, drops and dirt
 * on the lens, a leaf before it, a blurred day, a frozen day, {@link lostDays} days without a picture, a flood that
 * stays for 12 days, and the harvest. The seed moves every trouble by up to a day and draws the weather.
 */
export function troubledSeason(
  seed: number,
  size: { readonly widthPx: number; readonly heightPx: number },
): SeasonOptions {
  const scale = size.widthPx / 1280;
  const lostFrom = 70 + Math.floor(unit(seed + 90, 1) * 4);
  return {
    days: 120,
    hours: [7, 9, 11, 13, 15],
    missingDays: Array.from({ length: lostDays }, (_, index) => lostFrom + index),
    scene: {
      ...{ seed, place, sownAt, ...size },
      waterLevelCm: waterLevels(seed, place, sownAt),
      knocked: [{ day: knockDay, dx: 19 * scale, dy: -11 * scale, rotationDeg: 0.8 }],
      faults: troubles(seed).map((fault) => pictureFault.parse(fault)),
    },
  };
}

function troubles(seed: number): PictureFaultInput[] {
  let lot = 10;
  /** From a day and hour on, moved by whole days. */
  const from = (day: number, hour: number, lengthHours: number) => {
    const moved = day + (unit(seed + 90, (lot += 1)) > 0.5 ? 1 : 0);
    return { fromDay: moved + hour / 24, toDay: moved + (hour + lengthHours) / 24 };
  };
  return [
    { kind: 'infrared' },
    ...[
      [6, 150],
      [17, 60],
      [18, 90],
      [34, 45],
      [58, 80],
      [89, 55],
      [90, 120],
    ].map(([day = 0, visibilityM]) => ({ kind: 'fog', visibilityM, ...from(day, 4.5, 5.5) }) as const),
    ...[
      [9, 8, 5, -0.8],
      [22, 6, 60, 0.7],
      [31, 10, 3, 1],
      [44, 6, 84, -0.6],
      [64, 12, 30, 0.5],
      [83, 6, 8, -1],
    ].map(([day = 0, hour = 0, long = 0, ev = 0]) => ({ kind: 'exposure', ev, ...from(day, hour, long) }) as const),
    ...[
      [3, 6.5, 3],
      [24, 8.5, 3],
      [40, 10.5, 3],
      [61, 6.5, 7],
      [109, 12.5, 3],
    ].map(([day = 0, hour = 0, long = 0]) => ({ kind: 'person', ...from(day, hour, long) }) as const),
    { kind: 'lens-drop', count: 8, ...from(27, 0, 48) },
    { kind: 'lens-dirt', count: 14, ...from(52, 0, 72) },
    { kind: 'blocked', thing: 'leaf', cover: 0.45, ...from(37, 8, 8) },
    { kind: 'blocked', thing: 'cloth', cover: 1, ...from(67, 6, 4) },
    { kind: 'blurred', sigmaPx: 5, ...from(87, 0, 24) },
    { kind: 'frozen', ...from(56, 9, 24) },
    { kind: 'flooded', depthCm: 85, fromDay: 92.3, toDay: 104 },
    { kind: 'harvested', fromDay: 112.35 },
  ];
}
