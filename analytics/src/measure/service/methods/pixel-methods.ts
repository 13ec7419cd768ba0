import type { FrameMeasure, MetricName } from '@fieldlapse/contracts';
import { areaMask } from '@fieldlapse/imaging';
import { measurePixels } from '../../pixels/standin.ts';
import { withheldAll } from '../frame/withheld.ts';
import type { Method, SeenArea, SeenFrame } from './method.ts';

/** The method that measures mean colours. */
export const colourMethod = 'rgb-1';

/** Means and indices of an area's colours, and its green cover by index: always measured, models or not. */
export const pixelMethods: readonly Method[] = [
  pixelMethod('rgb-1', ['meanRedDn', 'meanGreenDn', 'meanBlueDn', 'gcc']),
  pixelMethod('index-1', ['greenCover']),
];

function pixelMethod(name: string, metrics: readonly MetricName[]): Method {
  return {
    ...{ name, version: name, modelHash: null, metrics },
    async measure(frame, area) {
      if (frame.sunLow) return withheldAll(metrics, 'sun-low');
      const measure = await frame.once(`pixels ${area.name}`, async () => measureIn(frame, area));
      return {
        values: only(measure.values, metrics),
        withheld: only(measure.withheld, metrics),
        uncertainty: only(measure.uncertainty, metrics),
      };
    },
  };
}

function measureIn({ grid, judgement }: SeenFrame, { area }: SeenArea): FrameMeasure {
  return measurePixels(grid, areaMask(area, grid.width, grid.height), judgement);
}

function only<T>(of: Partial<Record<MetricName, T>>, metrics: readonly MetricName[]): Partial<Record<MetricName, T>> {
  return Object.fromEntries(Object.entries(of).filter(([metric]) => metrics.includes(metric as MetricName)));
}
