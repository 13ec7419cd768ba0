import { siteConfig } from '@fieldlapse/contracts';
import type { FrameRow } from '@fieldlapse/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAreas } from '../../../src/timelapse/camera/areas.ts';
import { viewTable, type ViewTable } from '../../../src/timelapse/camera/view-table.ts';
import { openTimelapseRecords } from '../../../src/timelapse/segments/ledger.ts';
import { camera, openFarm, type Farm } from '../farm.ts';

let farm: Farm;
let views: ViewTable;
let close: () => Promise<void>;
const field = [
  [0.2, 0.4],
  [0.8, 0.4],
  [0.8, 0.9],
] as const;
const sites = () => [siteConfig.parse({ id: 'demo', cameras: [{ name: camera, roi: field }] })];
const frameAt = (observedAt: number) => ({ observedAt, width: 1280, height: 640 }) as FrameRow;

beforeEach(async () => {
  farm = await openFarm();
  const db = await openTimelapseRecords(farm.stores.records);
  views = viewTable(db);
  close = () => db.destroy();
});
afterEach(async () => {
  await close();
  await farm.close();
});

it('measures the configured region while the camera looks where it looked', async () => {
  await views.putReference({ site: 'demo', camera, fromObservedAt: 0, f: 'first' });
  const areaAt = await openAreas({ views, sites }, 'demo', camera);
  expect(areaAt(frameAt(5)).roi).toEqual(field);
});

it('lets the region follow the scene after each move that was confirmed', async () => {
  const shift = JSON.stringify({ dxPx: 64, dyPx: -32, rotationDeg: 0, scale: 1 });
  for (const [from, f] of [
    [0, 'first'],
    [100, 'second'],
    [200, 'third'],
  ] as const) {
    await views.putReference({ site: 'demo', camera, fromObservedAt: from, f });
  }
  for (const [f, reference] of [
    ['second', 'first'],
    ['third', 'second'],
  ] as const) {
    await views.putMove({ id: f, site: 'demo', camera, f, observedAt: 0, shift, reference });
  }
  const areaAt = await openAreas({ views, sites }, 'demo', camera);
  const corner = (observedAt: number) => areaAt(frameAt(observedAt)).roi?.[0]?.map((share) => Number(share.toFixed(4)));
  expect(corner(99)).toEqual([0.2, 0.4]);
  // 64 px of 640 to the right, 32 px of 320 up.
  expect(corner(100)).toEqual([0.3, 0.3]);
  expect(corner(250)).toEqual([0.4, 0.2]);
});
