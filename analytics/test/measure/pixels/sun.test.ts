import { expect, it } from 'vitest';
import { sunElevationDeg } from '../../../src/index.ts';

it('knows where the sun stands over Cần Thơ', () => {
  const place = { latitude: 10.03, longitude: 105.78 };
  const noon = sunElevationDeg(place, Date.parse('2026-03-20T05:05:00Z'));
  expect(noon).toBeGreaterThan(78);
  expect(noon).toBeLessThan(82);
  expect(sunElevationDeg(place, Date.parse('2026-03-20T17:05:00Z'))).toBeLessThan(-60);
  expect(Math.abs(sunElevationDeg(place, Date.parse('2026-03-19T23:04:00Z')))).toBeLessThan(2);
});
