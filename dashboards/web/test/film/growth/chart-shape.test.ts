import { expect, test } from 'vitest';
import {
  bandPath,
  chartAxis,
  chartScale,
  curvePaths,
  nearestDay,
  transitionMarks,
} from '../../../src/film/growth/chart-shape.ts';

const zone = 'Asia/Ho_Chi_Minh';
const span = { from: Date.parse('2026-11-01T00:00:00+07:00'), to: Date.parse('2026-11-11T00:00:00+07:00') };
const day = (value: number | null, name: string) => ({ day: name, value, frames: 1, withheld: [] });
const cover = { metric: 'greenCover', days: [day(0.2, '2026-11-01'), day(null, '2026-11-02')] } as const;
const scale = chartScale({ ...cover, days: [...cover.days] }, span, zone, 500, 112);

test('a day stands in the middle of its column, a share between 0 and 1', () => {
  expect(scale.x('2026-11-01')).toBe(25);
  expect(scale.x('2026-11-10')).toBe(475);
  expect([scale.y(1), scale.y(0.5), scale.y(0)]).toEqual([6, 56, 106]);
});

test('the chart lies on the axis of the film, unless that shows less than half of what was measured', () => {
  const days = [day(0.2, '2026-11-01'), day(0.4, '2026-11-09')];
  expect(chartAxis({ days }, span, zone)).toBe(span);
  const oneDay = { from: Date.parse('2026-11-04T00:00:00+07:00'), to: Date.parse('2026-11-05T00:00:00+07:00') };
  expect(chartAxis({ days }, oneDay, zone)).toEqual({ from: span.from, to: Date.parse('2026-11-10T00:00:00+07:00') });
  expect(chartAxis({ days: [] }, oneDay, zone)).toBe(oneDay);
});

test('other values are drawn from their least to their greatest, one alone in the middle', () => {
  const days = [day(0.32, '2026-11-01'), day(0.4, '2026-11-03')];
  const wide = chartScale({ metric: 'gcc', days }, span, zone, 500, 112);
  expect([wide.y(0.4), wide.y(0.32)]).toEqual([6, 106]);
  expect(chartScale({ metric: 'gcc', days: days.slice(1) }, span, zone, 500, 112).y(0.4)).toBe(56);
});

test('the curve is broken where days are left out, and dotted where it is bridged', () => {
  const point = (name: string, seen = true) => ({ day: `2026-11-${name}`, value: 0.5, low: 0.4, high: 0.6, seen });
  const paths = curvePaths([point('01'), point('02'), point('03', false), point('06'), point('07')], scale);
  expect(paths.seen).toBe('M25.0 56.0L75.0 56.0M275.0 56.0L325.0 56.0');
  expect(paths.bridged).toBe('M75.0 56.0L125.0 56.0');
  expect(bandPath([point('06'), point('07')], scale)).toBe('M275.0 46.0L325.0 46.0L325.0 66.0L275.0 66.0Z');
});

test('a tap is meant for the nearest day that has one', () => {
  expect(nearestDay(cover.days, 60, scale)?.day).toBe('2026-11-02');
  expect(nearestDay(cover.days, -10, scale)?.day).toBe('2026-11-01');
  expect(nearestDay([], 10, scale)).toBeUndefined();
});

test('dates of change come in order, those not seen are left out', () => {
  const dated = (name: string) => ({ day: name, low: name, high: name });
  const none = { p10: null, p25: null, p50: null };
  const cycle = {
    transitions: { rising: { ...none, p50: dated('2026-11-04') }, falling: { ...none, p10: dated('2026-11-02') } },
  };
  const reading = { cycles: [{ ...cycle, provisional: true }] } as never;
  expect(transitionMarks({ reading }).map((mark) => [mark.day, mark.percent, mark.rising])).toEqual([
    ['2026-11-02', 10, false],
    ['2026-11-04', 50, true],
  ]);
});
