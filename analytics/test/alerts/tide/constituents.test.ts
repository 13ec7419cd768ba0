import { expect, it } from 'vitest';
import { lunarDayHours, speedsDegPerHour, tideRow } from '../../../src/alerts/tide/constituents.ts';

const { M2, S2, K1, O1, MSf } = speedsDegPerHour;

// The astronomical speeds of Schureman's table 1, degrees per hour: sun and moon in the sky, moon and sun along their paths.
const [hourAngle, moon, sun] = [15, 0.5490165, 0.0410686];

it.each([
  ['M2', M2, 2 * (hourAngle - moon + sun)],
  ['S2', S2, 2 * hourAngle],
  ['K1', K1, hourAngle + sun],
  ['O1', O1, hourAngle - 2 * moon + sun],
  ['MSf', MSf, 2 * (moon - sun)],
])('the speed of %s follows from those of sun and moon', (_name, speed, astronomical) => {
  expect(speed).toBeCloseTo(astronomical, 6);
});

it('springs come every 14.77 days, when M2 and S2 meet, and a lunar day has two high waters', () => {
  expect(360 / (S2 - M2) / 24).toBeCloseTo(14.765, 3);
  expect(S2 - M2).toBeCloseTo(MSf, 6);
  expect(lunarDayHours).toBeCloseTo((2 * 360) / M2, 2);
});

it('a row holds level, slow change, and a cosine and a sine for each part', () => {
  expect(tideRow(0)).toEqual([1, 0, ...Array.from({ length: 5 }, () => [1, 0]).flat()]);
  expect(tideRow(360 / S2)[4]).toBeCloseTo(1, 12);
  expect(tideRow(90 / S2)[5]).toBeCloseTo(1, 12);
});
