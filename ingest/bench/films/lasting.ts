import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { localDayOf, seasonFrameConfig, siteConfig } from '@fieldlapse/contracts';
import { areaMask, decodeView, lumaAfter, measureLight, traitsOf, type Area, type FrameTraits, type LightMeasure } from '@fieldlapse/imaging'; // prettier-ignore
import { deflickerGain } from '../../src/timelapse/light/deflicker.ts';
import { frameJudge } from '../../src/timelapse/measures/judge-frames.ts';
import { chooseFrame, nearestFrames } from '../../src/timelapse/season/choose-frame.ts';
import { sunAt } from '../../src/timelapse/season/sun.ts';
import type { SeenFrame } from './film.ts';
import { readSeries, type Series } from './folder.ts';
import { changeOf, meanOf } from './light.ts';
import { stepsByDay } from './steps.ts';

/**
 * How much of lasting steps films keep, and how much change they leave, by the measures and gains alone: nothing is coded, so
 * that many seasons can be looked at. `report.ts` gives the same of finished films. ffmpeg's filter is reckoned, not run. Prints JSON.
 *
 *     node ingest/bench/films/lasting.ts SEASON --without=FOLDER --roi=x,y;x,y;… [--zone=Asia/Ho_Chi_Minh]
 *
 * SEASON is a folder of `fieldlapse sim --season`, `--without` the same season that was never flooded or harvested.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    without: { type: 'string' },
    roi: { type: 'string' },
    zone: { type: 'string', default: 'Asia/Ho_Chi_Minh' },
  },
});

const kinds = ['season', 'full'] as const;
type Seen = Pick<SeenFrame, 'observedAt' | 'luma'>;
/** A film's lumas, raw and by what was done to them. */
type Ways = Record<'raw' | 'film' | 'ffmpeg5' | 'ffmpeg20', readonly Seen[]>;

interface Measured {
  readonly observedAt: number;
  readonly light: LightMeasure;
  readonly traits: FrameTraits;
  /** Mean luma of all of the picture, DN. */
  readonly wholeLuma: number;
}

async function report(): Promise<void> {
  const [folder] = positionals;
  if (folder === undefined || values.without === undefined) throw new Error('name a season and the one without steps');
  const series = readSeries(folder, values.zone);
  const happened = filmsOf(series, await measuresOf(series));
  const calm = readSeries(values.without, values.zone);
  const without = filmsOf(calm, await measuresOf(calm));
  const figures = kinds.map((kind) => {
    const [ways, calmWays] = [happened[kind], without[kind]];
    const rawPair = { happened: ways.raw, without: calmWays.raw };
    const of = (way: keyof Ways) => ({
      changeDn: changeOf(ways[way], values.zone),
      steps: stepsByDay(series, rawPair, { happened: ways[way], without: calmWays[way] }),
    });
    return { kind, rawChangeDn: changeOf(ways.raw, values.zone), film: of('film'), ffmpeg5: of('ffmpeg5'), ffmpeg20: of('ffmpeg20') }; // prettier-ignore
  });
  process.stdout.write(`${JSON.stringify(figures, rounded, 1)}\n`);
}

async function measuresOf({ shots }: Series): Promise<Measured[]> {
  const points = values.roi?.split(';').map((point) => point.split(',').map(Number));
  const area: Area = points ? { roi: points.map(([x = 0, y = 0]) => [x, y] as const) } : {};
  const measured: Measured[] = [];
  for (const { path, observedAt } of shots) {
    const picture = await decodeView(readFileSync(path));
    const traits = traitsOf(picture, areaMask(area, picture.width, picture.height));
    measured.push({ observedAt, light: measureLight(picture, area), traits, wholeLuma: measureLight(picture).luma });
  }
  return measured;
}

function filmsOf(series: Series, frames: readonly Measured[]): Record<(typeof kinds)[number], Ways> {
  const ways = (some: readonly Measured[]): Ways => ({
    raw: some.map(({ observedAt, light }) => ({ observedAt, luma: light.luma })),
    film: some.map((frame, index) => {
      const gain = deflickerGain(frame, some.slice(0, index));
      return { observedAt: frame.observedAt, luma: lumaAfter(frame.light, gain) };
    }),
    ffmpeg5: deflickered(some, 5),
    ffmpeg20: deflickered(some, 20),
  });
  return { season: ways(seasonOf(series, frames)), full: ways(frames) };
}

/** As ffmpeg's `deflicker=mode=am`: the video luma of a picture times the mean of itself and those after it over its own. */
function deflickered(frames: readonly Measured[], size: number): Seen[] {
  const video = (luma: number): number => 16 + (219 / 255) * luma;
  return frames.map(({ observedAt, light, wholeLuma }, index) => {
    const after = meanOf(frames.slice(index, index + size).map((frame) => video(frame.wholeLuma)));
    const luma = ((video(light.luma) * after) / video(wholeLuma) - 16) * (255 / 219);
    return { observedAt, luma };
  });
}

/** The frame of each day that the season film shows. */
function seasonOf({ place, timeZone }: Series, frames: readonly Measured[]): Measured[] {
  const wanted = seasonFrameConfig.parse({ sunElevationDeg: 40, half: 'morning' });
  const site = siteConfig.parse({ id: 'bench', timeZone, ...place });
  const sunOf = ({ observedAt }: Measured) => sunAt(site, timeZone, observedAt);
  const scores = scoresOf(frames);
  return [...Map.groupBy(frames, ({ observedAt }) => localDayOf(observedAt, timeZone)).values()].flatMap((ofDay) => {
    const near = nearestFrames(ofDay, sunOf, wanted, 5);
    const index = chooseFrame(near.map((frame) => ({ sun: sunOf(frame), score: scores.get(frame)! })), wanted); // prettier-ignore
    return index === undefined ? [] : near[index]!;
  });
}

function scoresOf(frames: readonly Measured[]): Map<Measured, number> {
  const judge = frameJudge();
  return new Map(frames.map((frame) => [frame, judge(frame.observedAt, frame.traits).score]));
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && Math.abs(value) < 1e6 ? Math.round(1000 * value) / 1000 : value;
}

await report();
