import { derivedSeries } from '@fieldlapse/contracts';
import type { SeriesStore, StoredAlert } from '@fieldlapse/store';
import type { AlertRule } from '../rules/rule.ts';
import { tideWindowOf, type TideVerdict } from './tide-window.ts';

/** What the tides at salt sensors allow. */
export interface SensorTides {
  /** The tide at the sensor of an alert, by the level of its rule; undefined where that is not about salt. `now`: UTC ms, server time. */
  of(alert: Pick<StoredAlert, 'target' | 'rules'>, now: number): Promise<KnownTide | undefined>;
}

export interface KnownTide {
  readonly limitGramPerL: number;
  readonly verdict: TideVerdict;
}

const quantity = 'seaSaltGramPerL';
const recordMs = 60 * 86_400_000;
/** Water does not change its mind sooner, and learning takes a part of a second. */
const keptMs = 15 * 60_000;

/** {@link SensorTides} over the derived series of salt. */
export function sensorTides(series: Pick<SeriesStore, 'range'>): SensorTides {
  const known = new Map<string, { readonly until: number; readonly verdict: TideVerdict }>();
  return {
    async of({ target: { site, sensor }, rules }, now) {
      const limitGramPerL = saltLimitOf(rules.rule as Partial<AlertRule>);
      if (limitGramPerL === undefined || sensor === undefined) return undefined;
      const name = derivedSeries(site, sensor, quantity);
      const key = `${name} ${limitGramPerL}`;
      const kept = known.get(key);
      if (kept && now < kept.until && now > kept.until - keptMs) return { limitGramPerL, verdict: kept.verdict };
      const points = await series.range(name, now - recordMs, now + 1);
      const verdict = tideWindowOf(points, limitGramPerL, now);
      known.set(key, { until: now + keptMs, verdict });
      return { limitGramPerL, verdict };
    },
  };
}

/** Below this the rule lets water in again. */
function saltLimitOf({ when }: Partial<AlertRule>): number | undefined {
  const level = when && 'level' in when ? when.level : undefined;
  return level?.of === quantity && level.above !== undefined ? (level.clear ?? level.above) : undefined;
}
