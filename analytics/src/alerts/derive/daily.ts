import { addDays, type DerivedQuantityName, type LocalDay } from '@fieldlapse/contracts';
import { cropTemperatures, durianFlowering, temperatureStress, type CropTemperatures } from '../indices/crop-limits.ts';
import { heatLoadOf, longestRecoveryHours, type HeldValue } from '../indices/heat-load.ts';
import { isLeafWetByHumidity } from '../indices/leaf-wetness.ts';
import { blastNightsInARow, blastRate, type BlastNight } from '../indices/rice-blast.ts';
import { awdLimits, validDryDowns, type WaterLevel } from '../indices/water-level.ts';
import type { SeriesBuffer } from '../engine/series-buffer.ts';
import { heldValues, hoursKnown, meanOf } from './held-values.ts';
import type { SensorSeries } from './instant.ts';

/** The day that is summed up, and what grows there. */
export interface DailyScene {
  readonly sensor: SensorSeries;
  readonly cattleThi: SeriesBuffer | undefined;
  /** UTC ms of the beginning of a local day. */
  startOf(day: LocalDay): number;
  /** Days after emergence or transplanting of the rice there; undefined where none grows. */
  readonly riceAgeDays: number | undefined;
  /** The first day of what grows there; water is counted from then on. */
  readonly sowing: LocalDay | undefined;
  readonly limits: Pick<CropTemperatures, 'damagedBelowC' | 'harmedAboveC'> | undefined;
  readonly baseTempC: number | undefined;
}

/** Longest time that one value stands for, and the share of a day that must be known before the day has a value. */
const holdMs = 3 * 3_600_000;
const leastHours = 18;
const thiThreshold = 72;
const nightFromHour = 18;
const nightToHour = 30;
const mostNights = 14;

/** The daily values of one sensor; a quantity is left out where the day is not known well enough. */
export function deriveDaily(scene: DailyScene, day: LocalDay): Partial<Record<DerivedQuantityName, number>> {
  return {
    ...ofTemperature(scene, day),
    ...ofHerd(scene, day),
    ...ofLeaves(scene, day),
    ...ofRain(scene, day),
    ...ofWater(scene, day),
  };
}

function held(scene: DailyScene, buffer: SeriesBuffer | undefined, day: LocalDay): HeldValue[] | undefined {
  if (!buffer) return undefined;
  const values = heldValues(buffer, scene.startOf(day), scene.startOf(addDays(day, 1)), holdMs);
  return hoursKnown(values) >= leastHours ? values : undefined;
}

function ofTemperature(scene: DailyScene, day: LocalDay) {
  const values = held(scene, scene.sensor('airTempC'), day);
  if (!values) return {};
  const stress = temperatureStress(values, scene.limits ?? {});
  const [minC, maxC] = extremes(values);
  const base = scene.baseTempC;
  return {
    ...(scene.limits && {
      chillingDegreeHours: stress.chillingDegreeHours,
      heatDegreeHours: stress.heatDegreeHours,
    }),
    // Mean of the extremes, neither below the base [University of Maryland Extension].
    ...(base !== undefined && { degreeDaysC: Math.max(0, (maxC + Math.max(minC, base)) / 2 - base) }),
  };
}

function ofHerd(scene: DailyScene, day: LocalDay) {
  const values = held(scene, scene.cattleThi, day);
  if (!values) return {};
  return {
    cattleThiHours: heatLoadOf(values, thiThreshold).indexHours,
    cattleRecoveryHours: longestRecoveryHours(values, thiThreshold),
  };
}

function ofLeaves(scene: DailyScene, day: LocalDay) {
  const humidity = held(scene, scene.sensor('relHumidityPct'), day);
  if (!humidity) return {};
  const wet = humidity.filter(({ value }) => isLeafWetByHumidity({ relHumidityPct: value }));
  const leafWetHours = hoursKnown(wet);
  const temperature = held(scene, scene.sensor('airTempC'), day);
  if (scene.riceAgeDays === undefined || !temperature) return { leafWetHours };
  const nights = Array.from({ length: mostNights }, (_, back) => nightOf(scene, addDays(day, back - mostNights)));
  return {
    leafWetHours,
    ...blastRateOf(scene, day, meanOf(temperature)!, meanOf(humidity)!),
    blastNights: blastNightsInARow(nights),
  };
}

/** Without a gauge a day below 90 % is not known to be dry: it has no rate. */
function blastRateOf(scene: DailyScene, day: LocalDay, meanTempC: number, meanRelHumidityPct: number) {
  const rainMm = rainOf(scene, day);
  if (rainMm === undefined && meanRelHumidityPct < 90) return {};
  const weather = { meanTempC, meanRelHumidityPct, rainMm: rainMm ?? 0 };
  return { blastRate: blastRate(weather, Math.max(0, scene.riceAgeDays ?? 0)) };
}

/** The night that begins on a day: its least temperature and mean humidity; undefined where it is not known. */
function nightOf(scene: DailyScene, day: LocalDay): BlastNight | undefined {
  const [temp, humidity] = [scene.sensor('airTempC'), scene.sensor('relHumidityPct')];
  if (!temp || !humidity) return undefined;
  const midnight = scene.startOf(day);
  const [from, to] = [midnight + nightFromHour * 3_600_000, midnight + nightToHour * 3_600_000];
  const [temps, humidities] = [heldValues(temp, from, to, holdMs), heldValues(humidity, from, to, holdMs)];
  const leastNight = ((nightToHour - nightFromHour) * leastHours) / 24;
  if (hoursKnown(temps) < leastNight || hoursKnown(humidities) < leastNight) return undefined;
  return { minTempC: extremes(temps)[0], relHumidityPct: meanOf(humidities)! };
}

/** Rain of a day, mm: the sum of what each reading reports since the one before. Undefined where the gauge said nothing. */
function rainOf(scene: DailyScene, day: LocalDay): number | undefined {
  const gauge = scene.sensor('rainMm');
  if (!gauge) return undefined;
  const [from, to] = [scene.startOf(day), scene.startOf(addDays(day, 1))];
  let [sum, seen] = [0, false];
  for (let index = gauge.indexAt(from - 1) + 1; index < gauge.length && gauge.timeAt(index) < to; index += 1) {
    const value = gauge.valueAt(index);
    if (Number.isNaN(value)) continue;
    sum += value;
    seen = true;
  }
  return seen ? sum : undefined;
}

function ofRain(scene: DailyScene, day: LocalDay) {
  const days = Array.from({ length: durianFlowering.meanOfDays }, (_, back) => rainOf(scene, addDays(day, -back)));
  if (days.some((rain) => rain === undefined)) return {};
  return { rainMeanMm: days.reduce<number>((sum, rain) => sum + rain!, 0) / days.length };
}

function ofWater(scene: DailyScene, day: LocalDay) {
  const tube = scene.sensor('waterLevelCm');
  if (!tube || scene.sowing === undefined || day < scene.sowing) return {};
  const [from, to] = [scene.startOf(scene.sowing), scene.startOf(addDays(day, 1))];
  const levels: WaterLevel[] = [];
  for (let index = tube.indexAt(from - 1) + 1; index < tube.length && tube.timeAt(index) < to; index += 1) {
    const levelCm = tube.valueAt(index);
    if (!Number.isNaN(levelCm)) levels.push({ t: tube.timeAt(index), levelCm });
  }
  return levels.length === 0 ? {} : { dryDowns: validDryDowns(levels, 24 * 3_600_000, awdLimits).length };
}

function extremes(values: readonly HeldValue[]): [min: number, max: number] {
  return [Math.min(...values.map(({ value }) => value)), Math.max(...values.map(({ value }) => value))];
}

/** Limits of the crop or herd that a season names, by the words that growers use. */
export function limitsOf(isOf: (subjects: readonly string[]) => boolean): DailyScene['limits'] {
  if (isOf(['sau rieng', 'durian'])) return cropTemperatures.durian;
  if (isOf(['xoai', 'mango'])) return cropTemperatures.mango;
  if (isOf(['cam', 'chanh', 'buoi', 'quyt', 'citrus', 'orange', 'lime', 'pomelo'])) return cropTemperatures.citrus;
  if (isOf(['lua', 'rice'])) return cropTemperatures.riceFlowering;
  return undefined;
}
