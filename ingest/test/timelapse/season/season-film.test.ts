import { afterEach, describe, expect, it } from 'vitest';
import sharp from 'sharp';
import { camera, dayMs, firstMorning, framesIn, hourMs, openFarm, type Farm } from '../farm.ts';

let farm: Farm;
afterEach(() => farm.close());
const season = { kind: 'season' } as const;

const daily = (days: readonly number[], hours: readonly number[]): number[] =>
  days.flatMap((day) => hours.map((hour) => firstMorning + day * dayMs + hour * hourMs));
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** The same stones in every picture, with a sensor's noise: nothing that the quality gate could hold against any of them. */
async function stones(time: number): Promise<Buffer> {
  const [width, height] = [160, 96];
  const pixels = Buffer.alloc(width * height * 3);
  let noise = (time / 60_000) % 2_147_483_647;
  for (let at = 0; at < width * height; at += 1) {
    noise = (noise * 48_271) % 2_147_483_647;
    const stone = ((at % width) * 7 + Math.floor(at / width) * 13) % 31 < 12 ? 150 : 70;
    pixels.set([stone + (noise % 5), stone + 20 + (noise % 7), stone / 2 + (noise % 3)], at * 3);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

async function filmed(times: readonly number[], picture?: (time: number) => Promise<Buffer>): Promise<void> {
  farm = await openFarm();
  for (const time of times) await farm.accept(time, await picture?.(time));
  const service = await farm.start();
  await farm.untilFilmed(times);
  await service.close();
}

describe('a season film', () => {
  it('shows one frame a day, taken when the sun stood equally high, in groups of days that are not coded again', async () => {
    const times = daily(range(0, 40), [1, 3, 5]);
    await filmed(times, stones);
    const film = await farm.films.manifest('demo', camera, season);
    expect(film).toMatchObject({
      kind: 'season',
      frameCount: 40,
      durationSec: 40 / 24,
      coverage: 1,
      cards: [],
      gaps: [],
    });
    const hours = film.days.map(({ frames }) => (frames[0]!.observedAt - firstMorning) % dayMs);
    // Without a position the clock is the sun: 40° is 8:40 in the morning, and 9:00 the nearest frame.
    expect(new Set(hours)).toEqual(new Set([3 * hourMs]));
    const groups = [...new Set(film.days.map(({ segment }) => segment))];
    expect(groups.length).toBeGreaterThan(1);
    const { path } = await farm.films.mp4('demo', camera, season);
    expect((await framesIn(path)).map((line) => Number(line.split(' ')[0]))).toEqual(range(0, 40));

    const next = firstMorning + 40 * dayMs + 3 * hourMs;
    await farm.accept(next, await stones(next));
    await farm.start();
    await farm.untilFilmed([...times, next]);
    const longer = await farm.films.manifest('demo', camera, season);
    expect(longer.frameCount).toBe(41);
    const kept = [...new Set(longer.days.map(({ segment }) => segment))].filter((name) => groups.includes(name));
    expect(kept).toHaveLength(groups.length - 1);
  }, 120_000);

  it('tells of 9 missing days on a card, in the season and among all frames, but not in the film of a day', async () => {
    const times = daily([0, 1, 2, 12, 13], [2, 3]);
    await filmed(times);
    for (const kind of ['season', 'full'] as const) {
      const film = await farm.films.manifest('demo', camera, { kind });
      const perDay = kind === 'season' ? 1 : 2;
      expect(film.cards).toEqual([
        {
          from: '2026-03-04',
          to: '2026-03-12',
          days: 9,
          reason: 'missing',
          startSec: (3 * perDay) / 24,
          durationSec: 1,
        },
      ]);
      expect(film.durationSec).toBeCloseTo((5 * perDay) / 24 + 1, 9);
      const { path } = await farm.films.mp4('demo', camera, { kind });
      const frames = await framesIn(path);
      expect(frames).toHaveLength(5 * perDay + 24);
      expect(frames.map((line) => Number(line.split(' ')[0]))).toEqual(range(0, frames.length));
    }
    expect((await farm.films.manifest('demo', camera, season)).coverage).toBeCloseTo(5 / 14);
    const day = await farm.films.mp4('demo', camera, { kind: 'day', from: '2026-03-13' });
    expect(await framesIn(day.path)).toHaveLength(2);
  });

  it('says of days whose frames the edge dropped that they were thinned', async () => {
    farm = await openFarm();
    for (const time of daily([0, 3], [3])) await farm.accept(time);
    await farm.thin(firstMorning + dayMs);
    await farm.start();
    await farm.untilFilmed(daily([0, 3], [3]));
    expect((await farm.films.manifest('demo', camera, season)).cards).toMatchObject([{ days: 2, reason: 'thinned' }]);
  });

  it('drops the card, and moves what follows, when the missing days arrive after all', async () => {
    await filmed(daily([0, 10], [3]));
    expect((await farm.films.manifest('demo', camera, { kind: 'full' })).cards).toHaveLength(1);
    const late = daily(range(1, 10), [3]);
    for (const time of late.toReversed()) await farm.accept(time);
    await farm.start();
    await farm.untilFilmed([...daily([0, 10], [3]), ...late]);
    for (const kind of ['season', 'full'] as const) {
      expect(await farm.films.manifest('demo', camera, { kind })).toMatchObject({ cards: [], frameCount: 11 });
    }
  });

  it('has a keogram with a column for each calendar day, and sheets of small pictures', async () => {
    await filmed(daily([0, 1, 5], [3]));
    const keogram = await farm.films.keogram('demo', camera, season);
    expect(keogram.columns.map(({ day, f }) => [day, f !== null])).toEqual([
      ['2026-03-01', true],
      ['2026-03-02', true],
      ['2026-03-03', false],
      ['2026-03-04', false],
      ['2026-03-05', false],
      ['2026-03-06', true],
    ]);
    const png = await sharp(await farm.films.keogramPng('demo', camera, season)).metadata();
    expect([png.format, png.width, png.height]).toEqual(['png', keogram.widthPx, keogram.heightPx]);
    const { sheets, tileWidthPx, tileHeightPx, across } = await farm.films.sprites('demo', camera, season);
    expect(sheets.flatMap(({ days }) => days)).toEqual(['2026-03-01', '2026-03-02', '2026-03-06']);
    const sheet = sharp(await farm.films.spriteSheet(sheets[0]!.name));
    expect((await sheet.metadata()).width).toBe(tileWidthPx * across);
    const tile = async (index: number): Promise<number> => {
      const box = { left: index * tileWidthPx, top: 0, width: tileWidthPx, height: tileHeightPx };
      return (await sharp(await sheet.clone().extract(box).png().toBuffer()).stats()).entropy;
    };
    expect(await tile(2)).toBeGreaterThan(1);
    expect(await tile(3)).toBeLessThan(0.1);
    await expect(farm.films.spriteSheet('0'.repeat(32))).rejects.toMatchObject({ code: 'FILM_MISSING' });
  });
});
