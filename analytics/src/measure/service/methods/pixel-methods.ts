import type { CoverConfig, FrameMeasure, MetricName } from '@fieldlapse/contracts';
import { areaMask } from '@fieldlapse/imaging';
import { colourMethod, coverMethod, measurePixels } from '../../pixels/measure-pixels.ts';
import { pixelMetrics } from '../../pixels/validity.ts';
import type { Method, SeenArea, SeenFrame } from './method.ts';

const { light, colour, index, cover: covers } = pixelMetrics;

/** Means and indices of an area's colours, and its cover by index: always measured, models or not. */
export function pixelMethods(cover: CoverConfig | undefined): Method[] {
  return [
    pixelMethod(colourMethod, [...light, ...colour, ...index], cover),
    pixelMethod(coverMethod(cover), covers, cover),
  ];
}

function pixelMethod(name: string, metrics: readonly MetricName[], cover: CoverConfig | undefined): Method {
  return {
    ...{ name, version: name, modelHash: null, metrics },
    async measure(frame, area) {
      const measure = await frame.once(`pixels ${area.name}`, async () => measureIn(frame, area, cover));
      return {
        values: only(measure.values, metrics),
        withheld: only(measure.withheld, metrics),
        uncertainty: only(measure.uncertainty, metrics),
      };
    },
  };
}

function measureIn(
  { grid, judgement, sunElevationDeg }: SeenFrame,
  { area }: SeenArea,
  cover: CoverConfig | undefined,
): FrameMeasure {
  return measurePixels(grid, areaMask(area, grid.width, grid.height), { judgement, sunElevationDeg, cover });
}

function only<T>(of: Partial<Record<MetricName, T>>, metrics: readonly MetricName[]): Partial<Record<MetricName, T>> {
  return Object.fromEntries(Object.entries(of).filter(([metric]) => metrics.includes(metric as MetricName)));
}
