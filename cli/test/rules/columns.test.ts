import { expect, it } from 'vitest';
import { namesSensor, recognise } from '../../src/rules/columns.ts';

it.each([
  ['Sensor kas 4 L (073) - Temperature (°C) - averages', 'airTempC', 20, 20],
  ['temperature_2m (°C)', 'airTempC', 20, 20],
  ['Nhiệt độ (°C)', 'airTempC', 20, 20],
  ['Air temp °F', 'airTempC', 68, 20],
  ['Humidity (%)', 'relHumidityPct', 70, 70],
  ['RH', 'relHumidityPct', 70, 70],
  ['Độ ẩm (%)', 'relHumidityPct', 70, 70],
  ['Độ ẩm đất (%)', 'soilMoisturePct', 30, 30],
  ['Substrate VWC (%)', 'soilMoisturePct', 25, 25],
  ['Lượng mưa (mm)', 'rainMm', 3, 3],
  ['EC (dS/m)', 'salinityDsPerM', 2, 2],
  ['EC mS/cm', 'salinityDsPerM', 2, 2],
  ['EC (µS/cm)', 'salinityDsPerM', 2000, 2],
  ['Mực nước (cm)', 'waterLevelCm', -12, -12],
  ['Solar radiation (W/m²)', 'lightWattPerM2', 500, 500],
  ['Pin (mV)', 'batteryVolt', 3700, 3.7],
  ['Tốc độ gió (m/s)', 'airSpeedMPerSec', 2, 2],
  ['wind_speed_10m (km/h)', 'airSpeedMPerSec', 36, 10],
  ['airTempC', 'airTempC', 20, 20],
])('%s is %s', (head, quantity, written, meant) => {
  const known = recognise(head);
  expect(known?.quantity).toBe(quantity);
  expect(known?.convert(written)).toBeCloseTo(meant, 9);
});

it.each([
  ...[
    'Absolute Humidity (g/m3)',
    'Humidity Deficit (g/m3)',
    'Dewpoint (°C)',
    'Nhiệt độ đất (°C)',
    'Soil temperature (°C)',
  ],
  ...[
    'EC',
    'Độ mặn',
    'Độ mặn (g/L)',
    'Solar radiation (klux)',
    'Percentage (%)',
    'Water level',
    'Wind speed',
    'Wind gust speed (m/s)',
    'PAR (μmol m−2 s−1)',
    'x',
  ],
])('%s is not guessed', (head) => {
  expect(recognise(head)).toBeUndefined();
});

it('a column of sensors is known by its name', () => {
  expect(['Sensor', 'Cảm biến', 'device_id'].map(namesSensor)).toEqual([true, true, true]);
  expect(namesSensor('Sensor kas 4 L (073) - Temperature (°C) - averages')).toBe(false);
});
