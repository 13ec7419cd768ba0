import { describe, expect, it } from 'vitest';
import { measureLight } from '@fieldlapse/imaging';
import {
  deflickerGain,
  greatestGain,
  lightWindowDays,
  lightWindowFrames,
  tellsLight,
} from '../../../src/timelapse/light/deflicker.ts';
import { dayMs, framesOf, gainsOf, meanChange, noise, picture, shownLumas, type Look } from './pictures.ts';

const days = (count: number, look: (day: number) => Look): Look[] =>
  Array.from({ length: count }, (_, day) => look(day));

/** A film whose exposure jumps by up to ±0.4 stops from frame to frame. */
function flickering(count: number, seed = 1): Look[] {
  const random = noise(seed);
  return days(count, () => ({ exposure: 2 ** (0.8 * (random() - 0.5)) }));
}

/** The gain of the last look, after a week of the others' film. */
const lastGain = (looks: readonly Look[]): number => gainsOf(framesOf(looks)).at(-1)!;

describe('deflickerGain', () => {
  it('takes five sixths of the flicker out of a season', () => {
    const looks = flickering(60);
    const raw = shownLumas(looks, looks.map(() => 1)); // prettier-ignore
    const shown = shownLumas(looks, gainsOf(framesOf(looks)));
    expect(meanChange(raw)).toBeGreaterThan(8);
    expect(meanChange(shown) / meanChange(raw)).toBeLessThan(1 / 6);
  });

  it('leaves a film alone whose light does not change', () => {
    for (const gain of gainsOf(framesOf(days(10, () => ({}))))) expect(Math.abs(gain - 1)).toBeLessThan(0.01);
  });

  it('depends on the window alone: the same gain for a film that began years ago', () => {
    const frames = framesOf(flickering(40), dayMs / 2);
    const window = 2 * lightWindowDays;
    for (const at of [20, 39]) {
      const ofAll = deflickerGain(frames[at]!, frames.slice(0, at));
      expect(deflickerGain(frames[at]!, frames.slice(at - window, at))).toBe(ofAll);
      expect(deflickerGain(frames[at]!, frames.slice(at - window / 2, at))).not.toBe(ofAll);
    }
  });

  it('looks at no more frames than it says, of a camera that takes one every five minutes', () => {
    const frames = framesOf(flickering(lightWindowFrames + 60), 300_000);
    const ofAll = deflickerGain(frames.at(-1)!, frames.slice(0, -1));
    expect(deflickerGain(frames.at(-1)!, frames.slice(-lightWindowFrames - 2, -1))).toBe(ofAll);
    expect(ofAll).not.toBe(1);
  });
});

describe('a lasting step', () => {
  const stepped = (perDay: number): number => {
    const random = noise(3);
    const count = 25 * perDay;
    const looks = days(count, (at) => ({
      field: at < 12 * perDay ? 1 : 1.8,
      exposure: 2 ** (0.2 * (random() - 0.5)) * (1 - 0.3 * Math.abs(((at % perDay) + 0.5) / perDay - 0.5)),
    }));
    const raw = shownLumas(looks, looks.map(() => 1)); // prettier-ignore
    const shown = shownLumas(looks, gainsOf(framesOf(looks, dayMs / perDay)));
    const ofDay = (lumas: number[], day: number): number =>
      lumas.slice(day * perDay, (day + 1) * perDay).reduce((sum, luma) => sum + luma, 0) / perDay;
    const size = (lumas: number[], day: number): number => ofDay(lumas, day) - ofDay(lumas, 11);
    return size(shown, 19) / size(raw, 19);
  };

  it('keeps four fifths of its size seven days later, with a frame a day', () => {
    const kept = stepped(1);
    expect(kept).toBeGreaterThan(0.8);
    expect(kept).toBeLessThan(1.2);
  });

  it('does so with six frames a day', () => {
    const kept = stepped(6);
    expect(kept).toBeGreaterThan(0.8);
    expect(kept).toBeLessThan(1.2);
  });

  it('is shown at once where only a part of the picture changes', () => {
    const looks = [...days(8, () => ({})), { cover: { share: 0.25, light: 0.25 } }];
    const gains = gainsOf(framesOf(looks));
    expect(Math.abs(gains.at(-1)! - 1)).toBeLessThan(0.04);
  });
});

describe('what passes before the lens', () => {
  const dim = { exposure: 0.7 };

  it('somebody in a fifth of the picture does not change how the rest is lit', () => {
    const alone = lastGain([...days(8, () => ({})), dim]);
    const visited = lastGain([...days(8, () => ({})), { ...dim, cover: { share: 0.2, light: 0.15 } }]);
    expect(alone).toBeGreaterThan(1.3);
    expect(Math.abs(visited / alone - 1)).toBeLessThan(0.05);
  });

  it('nor does a cloud that shades a quarter of it, or a day on which one did', () => {
    // A quarter of a clear sky's light is left below a thick cloud.
    const shade = { share: 0.25, light: 0.25 };
    const calm = lastGain([...days(8, () => ({})), dim]);
    expect(Math.abs(lastGain([...days(8, () => ({})), { ...dim, cover: shade }]) / calm - 1)).toBeLessThan(0.05);
    const before = days(8, (day) => (day === 5 ? { cover: shade } : {}));
    expect(Math.abs(lastGain([...before, dim]) / calm - 1)).toBeLessThan(0.02);
  });

  it('one flash in the days before is not seen', () => {
    const calm = lastGain([...days(8, () => ({})), dim]);
    const flashed = lastGain([...days(8, (day) => (day === 4 ? { exposure: 4 } : {})), dim]);
    expect(Math.abs(flashed / calm - 1)).toBeLessThan(0.02);
  });

  it('a cloud over all of it is: the frame gets the light of the days before', () => {
    const looks = [...days(8, () => ({})), { exposure: 0.5 }];
    const [usual, shown] = shownLumas(looks, gainsOf(framesOf(looks))).slice(-2) as [number, number];
    expect(Math.abs(shown / usual - 1)).toBeLessThan(0.08);
  });
});

describe('night', () => {
  it('is left dark, and infrared as it is', () => {
    for (const look of [{ exposure: 0.01 }, { grey: true }]) {
      expect(tellsLight(measureLight(picture(look)))).toBe(false);
      expect(lastGain([...days(8, () => ({})), look])).toBe(1);
    }
  });

  it('never changes the day after it', () => {
    const nights = days(24, (at) => (at % 2 === 0 ? { exposure: 0.85 + 0.01 * at } : { grey: true, exposure: 0.4 }));
    const frames = framesOf(nights, dayMs / 2);
    const byDay = frames.filter((_, at) => at % 2 === 0);
    expect(gainsOf(frames).filter((_, at) => at % 2 === 0)).toEqual(gainsOf(byDay));
  });

  it('gives way to morning without a jump: twilight is lit up the less the darker it is', () => {
    const dusk = [0.02, 0.05, 0.1, 0.2].map((exposure) => lastGain([...days(8, () => ({})), { exposure }]));
    expect(dusk[0]).toBeLessThan(1.6);
    for (const [index, gain] of dusk.slice(1).entries()) expect(gain).toBeGreaterThanOrEqual(dusk[index]!);
    for (const gain of dusk) expect(gain).toBeLessThanOrEqual(greatestGain);
  });
});

describe('the course of a day in a full film', () => {
  const perDay = 8;
  const daylight = (at: number): number => 0.5 + 0.5 * Math.sin((Math.PI * ((at % perDay) + 0.5)) / perDay);
  const looks = days(10 * perDay, (at) => ({ exposure: daylight(at) }));
  const lastDay = gainsOf(framesOf(looks, dayMs / perDay)).slice(-perDay);

  it('does not lag: a rising and a sinking sun of the same light get the same gain', () => {
    for (let hour = 0; hour < perDay / 2; hour += 1) {
      expect(Math.abs(lastDay[hour]! / lastDay[perDay - 1 - hour]! - 1)).toBeLessThan(0.04);
    }
  });

  it('is evened out: less gain the higher the sun', () => {
    expect(lastDay[0]).toBeGreaterThan(1.2);
    expect(lastDay[3]).toBeLessThan(1);
  });
});

describe('white', () => {
  it('is not made of anything else, and stays', () => {
    const looks = [...days(8, () => ({})), { exposure: 0.45 }, { exposure: 1.4 }];
    const gains = gainsOf(framesOf(looks)).slice(-2);
    expect(gains[0]).toBeGreaterThan(1.5);
    expect(gains[1]).toBeLessThan(0.85);
  });
});
