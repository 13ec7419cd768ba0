import { holdOutOf, horizonHours, marginAt, type HoldOut } from './hold-out.ts';
import { tideRecord, type HourlyValue, type TidePoint } from './hourly-record.ts';
import { fitTide, tideFrom, tideScales, type TidalQuantity, type TideModel, type TideScale } from './tide-model.ts';

/** What is expected at a time, with the 95 % interval, in the unit of the readings. */
export interface TideForecast {
  readonly t: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** A stretch in which the upper end of the interval stays under the limit; UTC ms. */
export interface SafeWindow {
  readonly from: number;
  readonly to: number;
  /** The highest upper end in it. */
  readonly high: number;
}

/** The tide of a place is known: what it does next, and how good such predictions were. */
export interface LearnedTide {
  readonly verdict: 'learned';
  /** Days of the record. */
  readonly days: number;
  readonly holdOut: HoldOut;
  /** From now on for 48 h, every quarter of an hour. */
  readonly forecast: readonly TideForecast[];
  /** In order of time; none where the limit may be passed throughout. */
  readonly windows: readonly SafeWindow[];
}

/**
 * Why nothing is said: fewer than 30 days of readings; too many hours without one; none in the last three hours; predictions
 * hardly better than a plain mean; or a newest reading above what is predicted for it, by now or from the day before.
 */
export type NotLearnedReason = 'too-short' | 'gaps' | 'silent' | 'no-skill' | 'contradicted';

export interface NotLearned {
  readonly verdict: 'notLearned';
  readonly reason: NotLearnedReason;
  readonly days: number;
  readonly shareKnown: number;
  /** Where it came to a trial on days that were held out. */
  readonly holdOut?: HoldOut;
}

export type TideVerdict = LearnedTide | NotLearned;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const leastDays = 30;
const leastShare = 0.6;
const freshHours = 3;
/** The error must be smaller than that of both plain means by a fifth. */
const mostError = 0.8;
const stepMs = hourMs / 4;
/** Shorter ones are not worth opening a gate for. */
const leastWindowMs = hourMs;

/**
 * What the tide of a place allows in the next 48 h: when its water will stay under `limit`. Learns from readings of the last 60 days up to
 * `now` (UTC ms, server time), in any order, of one sensor: salt in g/L, or the level of water in cm. Simulator-validated.
 */
export function tideWindowOf(
  points: readonly TidePoint[],
  limit: number,
  now: number,
  quantity: TidalQuantity = 'salinity',
): TideVerdict {
  const { hours, newest, days, shareKnown, afterGap } = tideRecord(points, now);
  const refuse = (reason: NotLearnedReason, holdOut?: HoldOut): NotLearned => {
    return { verdict: 'notLearned', reason, days, shareKnown, ...(holdOut && { holdOut }) };
  };
  if (!newest || days < leastDays) return refuse(afterGap ? 'gaps' : 'too-short');
  if (shareKnown < leastShare) return refuse('gaps');
  if (now - newest.t > freshHours * hourMs) return refuse('silent');
  const scale = tideScales[quantity];
  const prediction = predictionOf(hours, scale);
  if (!prediction) return refuse('gaps');
  const { holdOut } = prediction;
  if (holdOut.rmse > mostError * Math.min(holdOut.meanRmse, holdOut.levelRmse)) return refuse('no-skill', holdOut);
  // As it would have been told a day ago too: the hours of a surge soon count as the river's ways, and widen the interval.
  const dayOld = predictionOf(
    hours.filter(({ t }) => t <= newest.t - dayMs),
    scale,
  );
  if ([prediction, dayOld].some((one) => one && isAbove(newest, one, scale))) return refuse('contradicted', holdOut);
  const forecast = forecastOf(prediction, scale, now);
  return { verdict: 'learned', days, holdOut, forecast, windows: windowsIn(forecast, limit, newest) };
}

/** What is known of a tide at the last hour of a record. */
interface Prediction {
  readonly tide: TideModel;
  readonly holdOut: HoldOut;
  readonly from: number;
}

function predictionOf(hours: readonly HourlyValue[], scale: TideScale): Prediction | undefined {
  const tide = tideFrom(fitTide(hours, scale), hours, hours.length - 1, scale);
  const holdOut = holdOutOf(hours, scale);
  return tide && holdOut && { tide, holdOut, from: hours.at(-1)!.t };
}

function isAbove({ t, value }: HourlyValue, { tide, holdOut, from }: Prediction, scale: TideScale): boolean {
  return scale.scaled(value) > tide(t) + marginAt(holdOut, (t - from) / hourMs);
}

function forecastOf({ tide, holdOut, from }: Prediction, scale: TideScale, now: number): TideForecast[] {
  const steps = (horizonHours * hourMs) / stepMs;
  const start = Math.ceil(now / stepMs) * stepMs;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const t = start + step * stepMs;
    const margin = marginAt(holdOut, (t - from) / hourMs);
    const [low, expected, high] = [-margin, 0, margin].map((by) => scale.unscaled(tide(t) + by));
    return { t, expected: expected!, low: low!, high: high! };
  });
}

/** A window that is said to be open now is not one where the newest reading is not under the limit itself. */
function windowsIn(forecast: readonly TideForecast[], limit: number, newest: HourlyValue): SafeWindow[] {
  const windows: SafeWindow[] = [];
  let open: SafeWindow | undefined;
  for (const { t, high } of forecast) {
    if (high >= limit) open = undefined;
    else if (!open) windows.push((open = { from: t, to: t, high }));
    else windows[windows.length - 1] = open = { from: open.from, to: t, high: Math.max(open.high, high) };
  }
  const isUnder = newest.value < limit;
  return windows.filter(({ from, to }) => to - from >= leastWindowMs && (isUnder || from > forecast[0]!.t));
}
