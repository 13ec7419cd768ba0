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
/** Steepnesses that the search starts from, 1/d; from 10 to 90 % it takes 4.4 days over that. */
const steepnesses = [0.12, 0.3];
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
  const { parameterValues, parameterError } = search({ x: x.map((day) => (day - origin) / unit), y }, start, unit);
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

/** The best of the fits from several steepnesses; `x` in units of so many days from the middle of the rise. */
function search(points: { x: number[]; y: readonly number[] }, start: FitStart, unit: number) {
  const { x, y } = points;
  const [bottom, top] = [Math.min(...y), Math.max(...y)];
  const least = [bottom - (top - bottom) / 2, bottom, x[0]! - 1, 0.01 * unit];
  const most = [top, top + (top - bottom), x.at(-1)! + 1, steepest * unit];
  const fits = steepnesses.map((perDay) => {
    const rise = [start.low, start.high, 0, perDay * unit];
    const fall = start.fallDay === undefined ? [] : [(start.fallDay - start.riseDay) / unit, perDay * unit];
    return levenbergMarquardt({ x, y: [...y] }, curve, {
      initialValues: [...rise, ...fall],
      minValues: fall.length > 0 ? [...least, ...least.slice(2)] : least,
      maxValues: fall.length > 0 ? [...most, ...most.slice(2)] : most,
      jacobianFunction: jacobian,
      ...{ maxIterations: 100, errorTolerance: 1e-9 },
    });
  });
  return fits.reduce((best, fit) => (fit.parameterError < best.parameterError ? fit : best));
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
