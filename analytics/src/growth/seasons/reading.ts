import type { LocalDay } from '@fieldlapse/contracts';

/** One day of a metric of one area. */
export interface DayValue {
  readonly day: LocalDay;
  /** Null where nothing valid was measured; a day may as well be left out. */
  readonly value: number | null;
  /** Frames behind the value. */
  readonly count: number;
  /** Share that plants of any colour cover on that day: shows floods and harvests that the value alone cannot tell. */
  readonly plantCover?: number | null | undefined;
}

export interface SeasonInput {
  /** In any order; of days named twice the one of more frames counts. */
  readonly days: readonly DayValue[];
  /** Nothing after this day is looked at. */
  readonly today: LocalDay;
  /** The day of sowing, where it is known. */
  readonly sowing?: LocalDay | undefined;
  /** Value of bare ground, 0 for covers: with it the day of sowing counts as seen where no value is there. */
  readonly bareValue?: number | undefined;
  /** What rises and falls by less, in the metric's unit, is no cycle; judged by range and noise where absent. */
  readonly leastAmplitude?: number | undefined;
}

/** A day with the interval that holds it with a probability of 90 %. */
export interface DatedInterval {
  readonly day: LocalDay;
  readonly low: LocalDay;
  readonly high: LocalDay;
}

/** First days at or past 10, 25 and 50 % of the amplitude; null where that was not (or not yet) seen. */
export interface Transitions {
  readonly p10: DatedInterval | null;
  readonly p25: DatedInterval | null;
  readonly p50: DatedInterval | null;
}

/**
 * How a cycle ended: `ripened` over days, `cut-green` all at once, `ended` where the fall lies in a gap and cannot be told,
 * `open` while it has not.
 */
export type CycleKind = 'ripened' | 'cut-green' | 'ended' | 'open';

export type Confidence = 'high' | 'fair' | 'low';

/** One rise and fall of the crop. */
export interface Cycle {
  /** First day at or past 10 % of the rise; the first day seen where the rise was not. */
  readonly start: LocalDay;
  /** First day at or below 10 % of the fall, or of the cut; null while the cycle is open. */
  readonly end: LocalDay | null;
  readonly kind: CycleKind;
  /** Day of the greatest value. */
  readonly peak: LocalDay;
  readonly transitions: { readonly rising: Transitions; readonly falling: Transitions };
  /** Level before the rise (after the fall where the rise was not seen), and at the top: the amplitude is their difference. */
  readonly low: number;
  readonly high: number;
  /** Level after the fall; null while the cycle is open. */
  readonly lowAfter: number | null;
  /** The day on which what stood was cut, where it shows. */
  readonly harvest: DatedInterval | null;
  /** True while the value still rises or falls, so that levels and dates may move with the coming days. */
  readonly provisional: boolean;
  readonly confidence: Confidence;
}

/** The smoothed value of a day with its 90 % band. */
export interface CurvePoint {
  readonly day: LocalDay;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** False for a day without a measured value that counts: the curve is bridged there. */
  readonly seen: boolean;
}

/** A parametric curve through one cycle: a diagnosis beside the reported dates, never their source. */
export interface CycleFit {
  /** Place of its cycle in `cycles`. */
  readonly cycle: number;
  readonly kind: 'logistic' | 'double-logistic';
  readonly low: number;
  readonly high: number;
  /** Middle of the rise and its steepness, 1/d. */
  readonly rise: { readonly day: LocalDay; readonly perDay: number };
  /** Of the fall; null for a logistic curve. */
  readonly fall: { readonly day: LocalDay; readonly perDay: number } | null;
  /** Root mean square of the residuals, in the metric's unit, and the share of variance explained. */
  readonly rmse: number;
  readonly r2: number;
}

/** The fastest growth of a cycle by its fit. */
export interface GrowthRate {
  readonly cycle: number;
  readonly maxPerDay: number;
  readonly day: LocalDay;
}

/**
 * Why a value was left out: it stands alone, it rests on less than a third of the usual frames, or the field was hidden for a
 * while (a flood, something before the lens).
 */
export interface LeftOutValue {
  readonly day: LocalDay;
  readonly value: number;
  readonly reason: 'outlier' | 'few-frames' | 'dip' | 'disturbed';
}

/**
 * `few-days`: fewer than 7 days with values · `no-cycle`: nothing rose or fell enough · `rise-not-seen` and
 * `fall-in-gap` · `gap`: 7 days or more without a value · `disturbed`: days in which the field was hidden · `dip`: a fall
 * that came back · `sudden-fall`: the value has just dropped, it cannot be told yet from a flood · `noisy`: the noise is
 * more than a tenth of the amplitude.
 */
export type SeasonWarning =
  'few-days' | 'no-cycle' | 'rise-not-seen' | 'fall-in-gap' | 'gap' | 'disturbed' | 'dip' | 'sudden-fall' | 'noisy';

/** What the days say about the season; plain JSON. */
export interface SeasonReading {
  readonly cycles: readonly Cycle[];
  /** Every day from the first to the last value; days in gaps too long to bridge are left out. */
  readonly curve: readonly CurvePoint[];
  readonly outliers: readonly LeftOutValue[];
  readonly fits: readonly CycleFit[];
  readonly growthRates: readonly GrowthRate[];
  readonly warnings: readonly SeasonWarning[];
}
