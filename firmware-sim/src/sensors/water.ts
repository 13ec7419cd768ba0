import { unit } from '../weather/noise.ts';
import { smoothStep, weatherAt, type Place } from '../weather/weather.ts';

const hourMs = 3_600_000;
const longestDays = 400;
const floodCm = 5;
const bundCm = 9;
/** Until then water only wets the mud: seedlings must not drown. */
const establishedDay = 12;
const pumpCmPerHour = 0.6;
const deepestCm = -45;

/**
 * The level of the water in the field at a time, cm over the soil: alternate wetting and drying, flooded while young
 * and at flowering, drained before the harvest. A function of seed, place and time; hours once computed are kept.
 */
export function waterLevels(seed: number, place: Place, sownAt: number): (utcMs: number) => number {
  const hours: number[] = [0.3];
  let isPumping = false;

  function levelAfter(hour: number, level: number): number {
    const day = hour / 24;
    const weather = weatherAt(seed, place, sownAt + hour * hourMs);
    isPumping = isPumping ? level < (day < establishedDay ? 0.8 : floodCm) : level < pumpBelowCm(day, seed);
    const light = Math.max(0, Math.sin((weather.sunElevation * Math.PI) / 180)) * (1 - 0.6 * weather.cloudCover);
    // Below the surface the same water fills only the pores.
    const perCm = level > 0 ? 1 : 2.6;
    const lost = (0.062 * light + 0.014 + 0.12 * smoothStep(98, 102, day)) * perCm;
    const gained = (weather.rainMmPerHour / 10) * Math.min(perCm, 2) + (isPumping ? pumpCmPerHour * perCm : 0);
    return Math.max(deepestCm, Math.min(day < establishedDay ? 1.5 : bundCm, level - lost + gained));
  }

  return (utcMs) => {
    const at = Math.max(0, Math.min((utcMs - sownAt) / hourMs, 24 * longestDays));
    const whole = Math.floor(at);
    while (hours.length < whole + 2) hours.push(levelAfter(hours.length, hours.at(-1)!));
    return hours[whole]! + (hours[whole + 1]! - hours[whole]!) * (at - whole);
  };
}

/** The level at which the farmer starts the pump, cm. */
function pumpBelowCm(day: number, seed: number): number {
  if (day < establishedDay) return -1;
  if (day < 18) return 1;
  if (day > 60 && day < 76) return 1.5;
  if (day > 98) return -Infinity;
  return -14 - 2 * unit(seed + 80, Math.floor(day / 9));
}
