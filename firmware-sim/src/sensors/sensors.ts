import type { QuantityName } from '@fieldlapse/contracts';
import type { SensorFault } from '../config.ts';
import { isDuring } from '../faults/window.ts';
import { unit } from '../weather/noise.ts';
import { rainOfPastHour, weatherAt, type Place } from '../weather/weather.ts';
import { airTempAt, batteryAt, dewPointAt, humidityOf, radiationAt, salinityAt } from './climate.ts';
import { waterLevels } from './water.ts';

/** What a sensor gives: `value` in the unit of its quantity, null where it is absent; `fault` where it is sick. */
export interface SensorReading {
  readonly value: number | null;
  readonly fault?: SensorFault['kind'];
}

export interface Sensors {
  /** The physical value, without any fault; `rainMm` is the rain of the past hour. */
  trueValueAt(quantity: QuantityName, utcMs: number): number;
  /** What the sensor says, faults included. */
  readingAt(quantity: QuantityName, utcMs: number): SensorReading;
}

export interface SensorOptions {
  readonly seed: number;
  readonly place: Place;
  /** UTC ms. */
  readonly sownAt: number;
  readonly faults: readonly SensorFault[];
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Sensors of the Mekong delta: pure functions of (seed, time), to be asked in any order. */
export function openSensors({ seed, place, sownAt, faults }: SensorOptions): Sensors {
  const waterLevelCm = waterLevels(seed, place, sownAt);
  const noise = (lot: number, utcMs: number) => (unit(seed + 200 + lot, Math.floor(utcMs / minuteMs)) - 0.5) * 2;
  const weather = (utcMs: number) => weatherAt(seed, place, utcMs);

  const values: Record<QuantityName, (utcMs: number) => number> = {
    airTempC: (utcMs) => airTempAt(seed, weather(utcMs)) + 0.15 * noise(1, utcMs),
    relHumidityPct: (utcMs) => {
      const now = weather(utcMs);
      const humidity = humidityOf(airTempAt(seed, now), dewPointAt(seed, now, utcMs));
      return Math.min(100, humidity + 0.6 * noise(2, utcMs));
    },
    lightWattPerM2: (utcMs) => radiationAt(seed, weather(utcMs), utcMs),
    rainMm: (utcMs) => Math.round(rainOfPastHour(seed, place, utcMs) * 5) / 5,
    waterLevelCm: (utcMs) => waterLevelCm(utcMs) + 0.1 * noise(3, utcMs),
    soilMoisturePct: (utcMs) => {
      const depthCm = Math.max(0, -waterLevelCm(utcMs));
      return 53 - 21 * (1 - Math.exp(-depthCm / 24)) + 0.3 * noise(4, utcMs);
    },
    salinityDsPerM: (utcMs) => salinityAt(seed, weather(utcMs), utcMs) + 0.02 * noise(5, utcMs),
    airSpeedMPerSec: (utcMs) => Math.max(0, weather(utcMs).windMPerSec + 0.1 * noise(7, utcMs)),
    batteryVolt: (utcMs) => batteryAt(weather(utcMs)) + 0.01 * noise(6, utcMs),
  };

  function sickReading(fault: SensorFault, utcMs: number): SensorReading {
    const { quantity, kind, fromDay, driftPerDay } = fault;
    const sinceMs = sownAt + fromDay * dayMs;
    if (kind === 'absent') return { value: null, fault: kind };
    if (kind === 'stuck') return { value: values[quantity](sinceMs), fault: kind };
    const value = values[quantity](utcMs);
    if (kind === 'drift') return { value: value + (driftPerDay * (utcMs - sinceMs)) / dayMs, fault: kind };
    return { value: noise(9, utcMs) > 0.8 ? value * 4 + 40 : value, fault: kind };
  }

  return {
    trueValueAt: (quantity, utcMs) => values[quantity](utcMs),
    readingAt(quantity, utcMs) {
      const day = (utcMs - sownAt) / dayMs;
      const fault = faults.find((one) => one.quantity === quantity && isDuring(one, day));
      return fault ? sickReading(fault, utcMs) : { value: values[quantity](utcMs) };
    },
  };
}
