import { describe, expect, it } from 'vitest';
import { renderSeason, seasonTimes, troubledSeason, type SeasonFrame } from '../../src/index.ts';

const dayMs = 86_400_000;
const season = troubledSeason(7, { widthPx: 320, heightPx: 180 });
const dayOf = (utcMs: number) => Math.floor((utcMs - season.scene.sownAt) / dayMs);

describe('rendered season', () => {
  it('has five frames on each of 120 days but nine, which lie side by side', () => {
    const times = seasonTimes(season);
    expect(times).toHaveLength((120 - 9) * 5);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const days = new Set(times.map(dayOf));
    const missing = Array.from({ length: 120 }, (_, day) => day).filter((day) => !days.has(day));
    expect(missing).toHaveLength(9);
    expect(missing.at(-1)! - missing[0]!).toBe(8);
  });

  it('yields frames that depend on options and time alone, with their truth', async () => {
    const days = async (wanted: typeof season) => {
      const frames: SeasonFrame[] = [];
      for await (const frame of renderSeason(wanted)) frames.push(frame);
      return frames;
    };
    const short = { ...season, days: 7, hours: [9, 7] };
    const first = await days(short);
    expect(first.map(({ utcMs }) => utcMs)).toEqual(seasonTimes({ ...short, hours: [7, 9] }));
    const late = await days({ ...short, hours: [9] });
    expect(late.at(-1)!.jpeg.equals(first.at(-1)!.jpeg)).toBe(true);
    expect(first.every(({ utcMs, truth }) => truth.utcMs === utcMs)).toBe(true);
  });

  it('ends where its caller has had enough', async () => {
    const stop = new AbortController();
    let seen = 0;
    const all = async () => {
      for await (const { utcMs } of renderSeason({ ...season, signal: stop.signal })) {
        expect(utcMs).toBeGreaterThan(0);
        if ((seen += 1) === 3) stop.abort(new Error('enough'));
      }
    };
    await expect(all()).rejects.toThrow('enough');
    expect(seen).toBe(3);
  });
});
