import { expect, it } from 'vitest';
import { metricNames, metricSeries, metrics, parseMetricSeries, windowStatistics } from '../../src/index.ts';

const source = { site: 'farm', camera: 'cam-1', area: 'roi', metric: 'greenCover', method: 'canopy-1.0.0' } as const;

it('a series name is read back as it was written', () => {
  expect(metricSeries(source)).toBe('~farm/cam-1/roi/greenCover/canopy-1.0.0');
  for (const statistic of [undefined, ...windowStatistics]) {
    const expected = statistic ? { ...source, statistic } : source;
    expect(parseMetricSeries(metricSeries(source, statistic))).toEqual(expected);
  }
});

it.each(['farm/station/airTempC', '~farm/cam/roi/nothing/m', '~farm/cam/roi/gcc', '~farm/cam/roi/gcc/m/d2-mean', ''])(
  'what is no metric is told from one: %s',
  (name) => expect(parseMetricSeries(name)).toBeUndefined(),
);

it('every metric has a range and a name in both languages', () => {
  for (const name of metricNames) {
    const { min, max, vi, en } = metrics[name];
    expect(max).toBeGreaterThan(min);
    expect(vi).not.toBe(en);
  }
});
