import { siteConfig } from '@fieldlapse/contracts';
import { expect, it } from 'vitest';
import { sunAt } from '../../../src/timelapse/season/sun.ts';

const zone = 'Asia/Ho_Chi_Minh';
const farm = siteConfig.parse({ id: 'farm', latitude: 10.25, longitude: 105.97 });

it('knows where the sun stands over the farm', () => {
  const noon = sunAt(farm, zone, Date.parse('2026-06-21T11:57:00+07:00'));
  // At the solstice the sun stands over 23.44° N: 13.19° north of overhead here.
  expect(noon.elevationDeg).toBeCloseTo(90 - 13.19, 0);
  expect(sunAt(farm, zone, Date.parse('2026-06-21T08:00:00+07:00')).half).toBe('morning');
  expect(sunAt(farm, zone, Date.parse('2026-06-21T16:00:00+07:00')).half).toBe('afternoon');
  expect(sunAt(farm, zone, Date.parse('2026-06-21T00:00:00+07:00')).elevationDeg).toBeLessThan(-40);
});

it('goes by the clock where nobody has said where the farm is', () => {
  const nowhere = siteConfig.parse({ id: 'farm' });
  expect(sunAt(nowhere, zone, Date.parse('2026-06-21T09:00:00+07:00'))).toEqual({ elevationDeg: 45, half: 'morning' });
  expect(sunAt(undefined, zone, Date.parse('2026-06-21T18:00:00+07:00'))).toEqual({
    elevationDeg: 0,
    half: 'afternoon',
  });
});
