import { FieldlapseError, mainArea, type MetricName } from '@fieldlapse/contracts';
import { areaMask } from '@fieldlapse/imaging';
import { withheldAll } from '../../frame/withheld.ts';
import type { CameraName } from '../../records/pending.ts';
import type { Found, Method } from '../method.ts';
import type { LoadedCounter } from './counter-files.ts';
import type { Counting } from './open-counting.ts';

const metrics: readonly MetricName[] = ['count'];

/** The counters that were taught the view of a camera; they count in its own area. */
export function countersOf(
  counters: readonly LoadedCounter[],
  { site, camera }: CameraName,
  area: string,
): LoadedCounter[] {
  if (area !== mainArea) return [];
  return counters.filter(({ model }) => model.camera === camera && (model.site ?? site) === site);
}

/** Counting by what was learnt of one fixed view. */
export function counterMethod(counting: Counting, { model, hash }: LoadedCounter): Method {
  return {
    ...{ name: `${model.name}-${model.version}`, version: hash, modelHash: hash, metrics },
    async measure({ grid, judgement }, { area, moved }): Promise<Found> {
      if (judgement.flags.includes('frozen')) return withheldAll(metrics, 'frozen');
      try {
        // The region that it learnt stands, but where the camera was moved since.
        const mask = moved ? areaMask(area, grid.width, grid.height) : undefined;
        const answer = await counting.count(model, grid, mask);
        if ('unknown' in answer) return withheldAll(metrics, answer.unknown);
        const { count, low, high } = answer;
        return { values: { count }, uncertainty: { count: (high - low) / 2 }, withheld: {} };
      } catch (error) {
        if (!(error instanceof FieldlapseError && error.code === 'MODEL_FAILED')) throw error;
        return withheldAll(metrics, 'model-failed');
      }
    },
  };
}
