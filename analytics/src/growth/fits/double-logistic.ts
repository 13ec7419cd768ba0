import { levenbergMarquardt } from 'ml-levenberg-marquardt';

/** Points of one cycle: days and values. */
export interface CyclePoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Where a fit starts: the levels and the days of half the rise and half the fall as the reading has them. */
export interface FitStart {
  readonly low: number;
  readonly high: number;
  readonly riseDay: number;
  /** Undefined for a single logistic. */
  readonly fallDay: number | undefined;
}

/** low + (high − low)·(1/(1 + e^(−rise·(t − riseDay))) − 1/(1 + e^(−fall·(t − fallDay)))), steepness in 1/d. */
export interface FittedCurve {
  readonly low: number;
  readonly high: number;
  readonly riseDay: number;
  readonly risePerDay: number;
  readonly fallDay: number | undefined;
  readonly fallPerDay: number | undefined;
  readonly rmse: number;
  readonly r2: number;
}

const fewestPoints = 10;
/** A steepness in days of 10 to 90 %: 4.4 over it. */
const usualSteepness = 0.15;
const steepest = 4;

/**
 * Fits the logistic curve of a rise, or the double-logistic one of a rise and a fall [Beck et al., 2006, eq. 2], by
 * Levenberg–Marquardt. Undefined of fewer than ten points, or where the fit is no better than the mean.
 */
export function fitLogistic({ x, y }: CyclePoints, start: FitStart): FittedCurve | undefined {
  if (x.length < fewestPoints) return undefined;
  // Days are scaled so that all parameters are of about the same size.
  const origin = start.riseDay;
  const unit = Math.max(10, (x.at(-1)! - x[0]!) / 4);
  const scaled = { x: x.map((day) => (day - origin) / unit), y };
  const range = Math.max(...y) - Math.min(...y);
  const reach = [(x[0]! - origin) / unit - 1, (x.at(-1)! - origin) / unit + 1] as const;
  const rise = { start: [start.low, start.high, 0, usualSteepness * unit], ...boundsOf(y, range, reach, unit) };
  const fall = start.fallDay === undefined ? undefined : [(start.fallDay - origin) / unit, usualSteepness * unit];
  const { parameterValues, parameterError } = levenbergMarquardt(scaled, curve, {
    initialValues: [...rise.start, ...(fall ?? [])],
    minValues: [...rise.least, ...(fall ? rise.least.slice(2) : [])],
    maxValues: [...rise.most, ...(fall ? rise.most.slice(2) : [])],
    jacobianFunction: jacobian,
    ...{ maxIterations: 60, errorTolerance: 1e-9, damping: 1e-3 },
  });
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const r2 = 1 - parameterError / y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (!(r2 > 0)) return undefined;
  const [low = 0, high = 0, riseAt = 0, risePer = 0, fallAt, fallPer] = parameterValues;
  return {
    ...{ low, high, riseDay: origin + riseAt * unit, risePerDay: risePer / unit },
    fallDay: fallAt === undefined ? undefined : origin + fallAt * unit,
    fallPerDay: fallPer === undefined ? undefined : fallPer / unit,
    ...{ rmse: Math.sqrt(parameterError / y.length), r2 },
  };
}

function boundsOf(y: readonly number[], range: number, [first, last]: readonly [number, number], unit: number) {
  const [least, most] = [Math.min(...y), Math.max(...y)];
  return {
    least: [least - range / 2, least, first, 0.01 * unit],
    most: [most, most + range, last, steepest * unit],
  };
}

const sigmoid = (t: number) => 1 / (1 + Math.exp(-t));

function curve([low = 0, high = 0, riseAt = 0, rise = 0, fallAt, fall]: number[]): (t: number) => number {
  return (t) => {
    const fallen = fallAt === undefined ? 0 : sigmoid(fall! * (t - fallAt));
    return low + (high - low) * (sigmoid(rise * (t - riseAt)) - fallen);
  };
}

function jacobian([low = 0, high = 0, riseAt = 0, rise = 0, fallAt, fall]: number[]): (t: number) => number[] {
  return (t) => {
    const risen = sigmoid(rise * (t - riseAt));
    const riseSlope = (high - low) * risen * (1 - risen);
    const single = [-riseSlope * rise, riseSlope * (t - riseAt)];
    if (fallAt === undefined) return [1 - risen, risen, ...single];
    const fallen = sigmoid(fall! * (t - fallAt));
    const fallSlope = (high - low) * fallen * (1 - fallen);
    return [1 - risen + fallen, risen - fallen, ...single, fallSlope * fall!, -fallSlope * (t - fallAt)];
  };
}

/** The fitted value on a day. */
export function fittedValue(fit: FittedCurve, day: number): number {
  const fallen = fit.fallDay === undefined ? 0 : sigmoid(fit.fallPerDay! * (day - fit.fallDay));
  return fit.low + (fit.high - fit.low) * (sigmoid(fit.risePerDay * (day - fit.riseDay)) - fallen);
}
