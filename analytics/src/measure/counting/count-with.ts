import { areaMask, type RgbPicture } from '@fieldlapse/imaging';
import { countIn, type NotCounted } from './learning/counter.ts';
import { lookAt } from './looks/look.ts';
import type { CounterModel } from './model.ts';

/** A whole number of objects with its 80 % interval, or why there is none. */
export type CountAnswer =
  { readonly count: number; readonly low: number; readonly high: number } | { readonly unknown: NotCounted };

/**
 * Counts in a picture of the metric grid (`decodeView`). `mask` as of `areaMask` stands for the model's own region where the camera
 * was moved since. Pure, some 0.3 s.
 */
export function countWith(model: CounterModel, picture: RgbPicture, mask?: Uint8Array): CountAnswer {
  const { width, height, roi, finders, reach } = model;
  if (picture.width !== width || Math.abs(picture.height - height) > 1) return { unknown: 'view-lost' };
  const inside = mask ?? areaMask({ roi }, picture.width, picture.height);
  const radii = finders.map(({ radiusPx }) => radiusPx);
  const expected = countIn(model, lookAt(picture, radii, inside));
  if (typeof expected !== 'number') return { unknown: expected };
  const count = Math.round(expected);
  const low = Math.max(0, Math.min(count, Math.round(expected - reach)));
  return { count, low, high: Math.max(count, Math.round(expected + reach)) };
}
