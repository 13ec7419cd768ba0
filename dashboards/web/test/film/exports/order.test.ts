import { expect, test } from 'vitest';
import { exportFormats, firstForm, orderOf, sourceOf, type ExportForm } from '../../../src/film/exports/order.ts';
import { noOverlays } from '../../../src/film/overlays/choice.ts';

const form: ExportForm = {
  ...{ format: 'mp4', from: '', to: '', pace: 'film', paceValue: 12 },
  ...{ overlays: noOverlays, language: 'vi' },
};
const camera = { site: 's', camera: 'c' };

test('each span of the page is ordered as what it shows', () => {
  expect(sourceOf(camera, 'season')).toEqual({ ...camera, kind: 'season' });
  expect(sourceOf(camera, 'full')).toEqual({ ...camera, kind: 'full' });
  expect(sourceOf(camera, '2026-11-21')).toEqual({ ...camera, kind: 'day', from: '2026-11-21' });
  const days = { from: '2026-11-01', to: '2026-11-24' };
  expect(sourceOf(camera, 'season:2026-11-01..2026-11-24')).toEqual({ ...camera, kind: 'season', ...days });
  expect(sourceOf(camera, '2026-11-01..2026-11-24')).toEqual({ ...camera, kind: 'range', ...days });
});

test('days that are chosen narrow the film; every frame of some days is a range', () => {
  const [from, to] = ['2026-11-03', '2026-11-09'];
  expect(sourceOf(camera, 'season', from, to)).toEqual({ ...camera, kind: 'season', from, to });
  expect(sourceOf(camera, 'full', from, to)).toEqual({ ...camera, kind: 'range', from, to });
});

test('a film is ordered with another beside it where the format can show two', () => {
  const beside = { ...camera, camera: 'd', kind: 'season', align: 'days-after-sowing' } as const;
  expect(orderOf('s', 'c', 'season', form, beside)).toMatchObject({ camera: 'c', compare: beside });
  expect(orderOf('s', 'c', 'season', { ...form, format: 'report-pdf' }, beside).compare).toBeUndefined();
});

test('a season is exported at the pace that the page plays it at, every frame as the film is', () => {
  const days = { firstDay: '2026-07-28', lastDay: '2026-11-24' };
  expect(firstForm('season', days, noOverlays, 'vi')).toMatchObject({ pace: 'daysPerSec', paceValue: 12 });
  expect(firstForm('full', days, noOverlays, 'en')).toMatchObject({ pace: 'film', language: 'en' });
  expect(firstForm('season', { firstDay: null, lastDay: null }, noOverlays, 'vi').paceValue).toBe(3);
});

test('an order asks for nothing that its format has no use for', () => {
  const overlays = { date: true, daysAfterSowing: false, stage: true, series: 'tram-1/airTempC' };
  for (const format of exportFormats) {
    const order = orderOf('s', 'c', 'season', { ...form, format, overlays, pace: 'durationSec', paceValue: 30 });
    expect(order, format).toMatchObject({ ...camera, kind: 'season', format, language: 'vi' });
    expect(order.pace !== undefined, format).toBe(['mp4', 'webm', 'gif', 'webp'].includes(format));
    expect(order.overlays !== undefined, format).toBe(!format.startsWith('report'));
  }
  expect(orderOf('s', 'c', 'season', { ...form, overlays })).toMatchObject({
    overlays: { date: true, series: 's/tram-1/airTempC' },
  });
});

test('a film is published only where that was asked for, and only one of one camera that phones can play', () => {
  const beside = { ...camera, kind: 'season', align: 'date' } as const;
  expect(firstForm('full', { firstDay: null, lastDay: null }, noOverlays, 'vi').publish).toBeUndefined();
  expect(orderOf('s', 'c', 'season', form)).not.toHaveProperty('publish');
  for (const format of exportFormats) {
    const { publish } = orderOf('s', 'c', 'season', { ...form, format, publish: true });
    expect(publish, format).toBe(['mp4', 'webm'].includes(format) ? true : undefined);
  }
  expect(orderOf('s', 'c', 'season', { ...form, publish: true }, beside).publish).toBeUndefined();
});
