import { fractalNoise, smoothNoise, unit } from '../weather/noise.ts';
import { clamp01, type Weather } from '../weather/weather.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Spring tides come with every half of a synodic month, high water twice in a lunar day. */
const springNeapMs = 14.765 * dayMs;
const tideMs = 12.4206 * 60 * minuteMs;

/** °C: coolest before sunrise, warmest at two, damped by cloud, cooled by rain. */
export function airTempAt(seed: number, { solarHour, cloudCover, rainMmPerHour, wetSeason }: Weather): number {
  const afterDawn = (solarHour + 24 - 5.7) % 24;
  const isRising = afterDawn < 8.3;
  const day = isRising ? -Math.cos((Math.PI * afterDawn) / 8.3) : Math.cos((Math.PI * (afterDawn - 8.3)) / 15.7);
  const swing = 4.3 - 2 * cloudCover;
  return 27.6 - 0.5 * wetSeason + swing * day - Math.min(3, rainMmPerHour * 0.35) + (unit(seed, 3) - 0.5) * 0.6;
}

/** °C; slow, and higher in the wet season. */
export function dewPointAt(seed: number, { wetSeason, rainMmPerHour }: Weather, utcMs: number): number {
  const slow = (fractalNoise(seed + 90, utcMs / (1.5 * dayMs)) - 0.5) * 2.4;
  return 21.9 + 2 * wetSeason + slow + Math.min(0.8, rainMmPerHour * 0.1);
}

/** Relative humidity in % by the Magnus formula over water (Alduchov & Eskridge 1996). */
export function humidityOf(airTempC: number, dewPointC: number): number {
  const pressure = (tempC: number) => Math.exp((17.625 * tempC) / (243.04 + tempC));
  return (100 * pressure(Math.min(airTempC, dewPointC))) / pressure(airTempC);
}

/** W/m²: clear sky after Haurwitz (1945), then cloud (Kasten & Czeplak 1980) and its broken edges. */
export function radiationAt(seed: number, { sunElevation, cloudCover }: Weather, utcMs: number): number {
  const sine = Math.sin((sunElevation * Math.PI) / 180);
  if (sine <= 0) return 0;
  const clear = 1098 * sine * Math.exp(-0.059 / sine);
  const edges = (smoothNoise(seed + 95, utcMs / (6 * minuteMs)) - 0.5) * 0.7 * cloudCover * (1 - cloudCover);
  return clear * Math.max(0.05, 1 - 0.75 * cloudCover ** 3.4 + edges);
}

/** dS/m in the canal: the sea comes up in March and April, with spring tides and high water; rain thins it. */
export function salinityAt(seed: number, { wetSeason, rainMmPerHour }: Weather, utcMs: number): number {
  const dry = clamp01(1 - wetSeason * 1.25) ** 2;
  const spring = 0.65 + 0.35 * Math.cos((2 * Math.PI * utcMs) / springNeapMs);
  const tide = 0.8 + 0.2 * Math.cos((2 * Math.PI * utcMs) / tideMs);
  const slow = 0.8 + 0.4 * fractalNoise(seed + 97, utcMs / (6 * dayMs));
  return 0.35 + 5.4 * dry * spring * tide * slow + 0.12 * tide * slow - Math.min(0.1, rainMmPerHour * 0.01);
}

/** V of a 12 V lead battery with a panel: charged by day, sinking through the night. */
export function batteryAt({ sunElevation, cloudCover, solarHour }: Weather): number {
  const sun = Math.max(0, Math.sin((sunElevation * Math.PI) / 180)) * (1 - 0.7 * cloudCover);
  const sinceDusk = ((solarHour + 24 - 18) % 24) / 12;
  const rest = sinceDusk < 1 ? 12.75 - 0.38 * sinceDusk : 12.37 + 0.38 * (sinceDusk - 1);
  return Math.min(14.4, rest + 2.1 * sun ** 0.6);
}
