import type { CoverConfig } from '@fieldlapse/contracts';
import { sleep } from '@fieldlapse/runtime';
import type { ModelRow } from '@fieldlapse/store';
import type { LoadedModel } from '../../models/pool/load-model.ts';
import type { ModelPool } from '../../models/pool/model-pool.ts';
import type { AnalyticsConfig } from '../config.ts';
import type { CameraName } from '../records/pending.ts';
import { chooseModels } from './choose-models.ts';
import type { CounterModel } from '../../counting/model.ts';
import type { CounterFiles } from './counters/counter-files.ts';
import { counterMethod, countersOf } from './counters/counter-method.ts';
import type { Counting } from './counters/open-counting.ts';
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

/** What methods rest on. */
export interface MethodParts {
  readonly pool: ModelPool;
  readonly counters: CounterFiles;
  readonly counting: Counting;
  readonly wanted: AnalyticsConfig['models'];
  readonly signal: AbortSignal;
}

export function areaMethods({ pool, counters, counting, wanted, signal }: MethodParts): AreaMethods {
  let ready: readonly LoadedModel[] = [];
  return {
    of: (camera, area, cover) => [
      ...pixelMethods(cover),
      ...chooseModels(wanted, ready, camera, area).map((model) => modelMethod(pool, model)),
      ...countersOf(counters.loaded, camera, area).map((counter) => counterMethod(counting, counter)),
    ],
    async refresh(patienceMs) {
      await counters.refresh();
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
      ...counters.loaded.map(({ model }): ModelRow => {
        const state = { state: 'ready', code: null, message: null } as const;
        return {
          name: model.name,
          version: model.version,
          ...state,
          card: JSON.stringify(counterCard(model)),
          since: now,
        };
      }),
      ...counters.refused.map(({ name, version, message }): ModelRow => {
        return { name, version, state: 'refused', code: 'MODEL_REFUSED', message, card: null, since: now };
      }),
    ],
  };
}

/** A counter as a card: its accuracy was measured on the very view that it counts in. */
function counterCard({ accuracy }: CounterModel) {
  const title = { vi: 'Bộ đếm của góc nhìn này', en: 'Counter of this view' };
  return { title, experimental: false, licence: '', validatedHere: true, accuracy };
}
