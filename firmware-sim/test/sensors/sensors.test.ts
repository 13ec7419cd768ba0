import { quantities, quantityNames, type QuantityName } from '@fieldlapse/contracts';
import { describe, expect, it } from 'vitest';
import type { SensorFault } from '../../src/config.ts';
import { openSensors } from '../../src/sensors/sensors.ts';
import { at, sownAt } from '../farm.ts';

const place = { latitude: 10.03, longitude: 105.78 };
const open = (faults: readonly SensorFault[] = [], seed = 7) => openSensors({ seed, place, sownAt, faults });
const hours = Array.from({ length: 120 * 24 }, (_, hour) => sownAt + hour * 3_600_000);
const valuesOf = (quantity: QuantityName) => hours.map((utcMs) => open7.trueValueAt(quantity, utcMs));
const open7 = open();
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('sensors', () => {
  it.each(quantityNames)('keeps %s within its plausible range through the season, and moves it', (quantity) => {
    const values = valuesOf(quantity);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(quantities[quantity].min);
    expect(Math.max(...values)).toBeLessThanOrEqual(quantities[quantity].max);
    expect(new Set(values).size).toBeGreaterThan(20);
  });

  it('has the climate of the Mekong delta', () => {
    const temperatures = valuesOf('airTempC');
    expect(mean(temperatures)).toBeGreaterThan(25);
    expect(mean(temperatures)).toBeLessThan(29);
    expect(Math.min(...temperatures)).toBeGreaterThan(18);
    expect(Math.max(...temperatures)).toBeLessThan(37);
    const rainPerMonth = valuesOf('rainMm').reduce((sum, mm) => sum + mm, 0) / 4;
    expect(rainPerMonth).toBeGreaterThan(100);
    expect(rainPerMonth).toBeLessThan(550);
  });

  it('is warmest and driest in the afternoon and has no sun at night', () => {
    const meanAt = (quantity: QuantityName, hour: number) => mean(valuesOf(quantity).filter((_, n) => n % 24 === hour));
    expect(meanAt('airTempC', 14) - meanAt('airTempC', 5)).toBeGreaterThan(4);
    expect(meanAt('relHumidityPct', 5) - meanAt('relHumidityPct', 14)).toBeGreaterThan(10);
    expect(meanAt('lightWattPerM2', 12)).toBeGreaterThan(400);
    expect(meanAt('lightWattPerM2', 0)).toBe(0);
    expect(meanAt('batteryVolt', 12)).toBeGreaterThan(meanAt('batteryVolt', 4));
  });

  it('brings salt water in the dry season', () => {
    const march = Date.UTC(2027, 2, 20);
    const september = Date.UTC(2026, 8, 15);
    const day = (from: number) =>
      mean(Array.from({ length: 24 * 15 }, (_, hour) => open7.trueValueAt('salinityDsPerM', from + hour * 3_600_000)));
    expect(day(march)).toBeGreaterThan(day(september) + 1.5);
  });

  it('drains the field before the harvest', () => {
    expect(open7.trueValueAt('waterLevelCm', at(14, 8))).toBeGreaterThan(0);
    expect(open7.trueValueAt('waterLevelCm', at(116, 8))).toBeLessThan(-10);
  });

  it('answers the same in any order and differently for another seed', () => {
    const late = open().trueValueAt('waterLevelCm', at(100, 3));
    const ordered = open();
    for (const utcMs of hours) ordered.trueValueAt('waterLevelCm', utcMs);
    expect(ordered.trueValueAt('waterLevelCm', at(100, 3))).toBe(late);
    expect(open([], 8).trueValueAt('airTempC', at(50, 3))).not.toBe(open7.trueValueAt('airTempC', at(50, 3)));
  });

  it('shows every fault in its window and nowhere else', () => {
    const fault = (kind: SensorFault['kind'], quantity: QuantityName, driftPerDay = 0): SensorFault => {
      return { kind, quantity, driftPerDay, fromDay: 10, toDay: 20 };
    };
    const sick = open([
      fault('absent', 'salinityDsPerM'),
      fault('stuck', 'airTempC'),
      fault('drift', 'soilMoisturePct', -1),
      fault('spikes', 'relHumidityPct'),
    ]);
    expect(sick.readingAt('salinityDsPerM', at(15, 3))).toEqual({ value: null, fault: 'absent' });
    expect(sick.readingAt('airTempC', at(15, 3)).value).toBe(sick.readingAt('airTempC', at(15, 14)).value);
    const drifted = sick.readingAt('soilMoisturePct', at(15, 0)).value!;
    expect(drifted - sick.trueValueAt('soilMoisturePct', at(15, 0))).toBeCloseTo(-5);
    const humid = hours.filter((t) => t >= at(10, 0) && t < at(20, 0)).map((t) => sick.readingAt('relHumidityPct', t));
    expect(humid.filter(({ value }) => value! > 100).length).toBeGreaterThan(5);
    for (const quantity of quantityNames) {
      expect(sick.readingAt(quantity, at(21, 3))).toEqual({ value: sick.trueValueAt(quantity, at(21, 3)) });
    }
  });
});
