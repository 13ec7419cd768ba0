import type { Backfills } from '../records/backfills.ts';
import type { CameraName } from '../records/pending.ts';
import type { CameraPlan } from '../plan/camera-plan.ts';
import { makePlan, type PlanParts } from '../plan/make-plan.ts';

/** What is wanted of each camera, as it was when last asked. */
export interface Plans {
  of(camera: CameraName): Promise<CameraPlan>;
  /** Works all of them out anew; where one is another than before its stored frames are to be looked at again. True then. */
  refresh(cameras: readonly CameraName[]): Promise<boolean>;
}

export function cameraPlans(parts: PlanParts, backfills: Backfills): Plans {
  const plans = new Map<string, Promise<CameraPlan>>();
  const make = (camera: CameraName): Promise<CameraPlan> => {
    const making = makePlan(parts, camera);
    plans.set(keyOf(camera), making);
    making.catch(() => plans.delete(keyOf(camera)));
    return making;
  };
  return {
    of: (camera) => plans.get(keyOf(camera)) ?? make(camera),
    async refresh(cameras) {
      let changed = false;
      for (const camera of cameras) {
        const { key } = await make(camera);
        changed = (await backfills.begin(camera, key)) || changed;
      }
      return changed;
    },
  };
}

const keyOf = ({ site, camera }: CameraName): string => `${site}/${camera}`;
