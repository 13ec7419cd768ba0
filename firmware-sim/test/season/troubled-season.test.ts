import { describe, expect, it } from 'vitest';
import { openScene, seasonTimes, troubledSeason, type FrameTruth } from '../../src/index.ts';

/** Small, because the truth of a day costs the painting of its plants. */
const size = { widthPx: 160, heightPx: 90 };

function truths(seed: number): FrameTruth[] {
  const season = troubledSeason(seed, size);
  const scene = openScene(season.scene);
  return seasonTimes(season).map((utcMs) => scene.truthAt(utcMs));
}

describe.each([7, 20])('troubled season of seed %i', (seed) => {
  const all = truths(seed);
  const daysWith = (kind: FrameTruth['faults'][number]) =>
    new Set(
      all.filter(({ faults }) => faults.includes(kind)).map(({ daysAfterSowing }) => Math.floor(daysAfterSowing)),
    );

  it('has every trouble in frames that are really taken', () => {
    expect(daysWith('fog').size).toBeGreaterThanOrEqual(5);
    expect(daysWith('exposure').size).toBeGreaterThanOrEqual(6);
    expect(daysWith('person').size).toBeGreaterThanOrEqual(4);
    expect(daysWith('lens-drop').size).toBe(2);
    expect(daysWith('lens-dirt').size).toBe(3);
    expect(daysWith('blocked').size).toBe(2);
    expect(daysWith('blurred').size).toBe(1);
    expect(daysWith('frozen').size).toBeGreaterThanOrEqual(1);
    expect(daysWith('flooded').size).toBeGreaterThanOrEqual(8);
    expect(daysWith('harvested').size).toBeGreaterThanOrEqual(7);
    expect(daysWith('infrared').size).toBe(0);
  });

  it('has cloudy and clear frames, and steps of the exposure up and down', () => {
    const clouds = all.map(({ weather }) => weather.cloudCover);
    expect(clouds.filter((cover) => cover > 0.8).length).toBeGreaterThan(30);
    expect(clouds.filter((cover) => cover < 0.3).length).toBeGreaterThan(30);
    expect(Math.max(...all.map(({ exposureEv }) => exposureEv))).toBeGreaterThanOrEqual(0.5);
    expect(Math.min(...all.map(({ exposureEv }) => exposureEv))).toBeLessThanOrEqual(-0.6);
  });

  it('is knocked once, by more than 15 px of a picture 1280 px wide, and turned', () => {
    const knocks = all.map(({ knock }) => knock);
    expect(new Set(knocks.map((knock) => JSON.stringify(knock))).size).toBe(2);
    const last = knocks.at(-1)!;
    expect(Math.hypot(last.dx, last.dy) * (1280 / size.widthPx)).toBeGreaterThan(15);
    expect(last.rotationDeg).not.toBe(0);
  });
});
