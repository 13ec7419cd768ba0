import type { CoverConfig } from '@fieldlapse/contracts';
import { sleep } from '@fieldlapse/runtime';
import type { ModelRow } from '@fieldlapse/store';
import type { LoadedModel } from '../../models/pool/load-model.ts';
import type { ModelPool } from '../../models/pool/model-pool.ts';
import type { AnalyticsConfig } from '../config.ts';
import type { CameraName } from '../records/pending.ts';
import { chooseModels } from './choose-models.ts';
import type { Method } from './method.ts';
import { modelMethod } from './model-method.ts';
import { pixelMethods } from './pixel-methods.ts';

/** What measures the areas of cameras, with the models that are there now. */
export interface AreaMethods {
  of(camera: CameraName, area: string, cover: CoverConfig | undefined): readonly Method[];
  /** Takes the models as they are now; waits at most `patienceMs` for those that are being tried. */
  refresh(patienceMs: number): Promise<void>;
  /** The models as they are, for the records. */
  models(now: number): ModelRow[];
}

export function areaMethods(pool: ModelPool, wanted: AnalyticsConfig['models'], signal: AbortSignal): AreaMethods {
  let ready: readonly LoadedModel[] = [];
  return {
    of: (camera, area, cover) => [
      ...pixelMethods(cover),
      ...chooseModels(wanted, ready, camera, area).map((model) => modelMethod(pool, model)),
    ],
    async refresh(patienceMs) {
      const known = pool.ready().then((models) => void (ready = models));
      const impatient = new AbortController();
      const limit = sleep(patienceMs, AbortSignal.any([signal, impatient.signal])).catch(() => {});
      await Promise.race([known, limit]);
      impatient.abort();
    },
    models: (now) => [
      ...ready.map(({ name, version, card }): ModelRow => {
        const state = { state: 'ready', code: null, message: null } as const;
        return { name, version, ...state, card: JSON.stringify(card), since: now };
      }),
      ...pool.refused().map(({ name, version, error: { code, message } }): ModelRow => {
        return { name, version, state: 'refused', code, message, card: null, since: now };
      }),
    ],
  };
}
