import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { frameIdOf, localDayOf, sha256Hex, type CameraMove } from '@fieldlapse/contracts';
import type { Area } from '@fieldlapse/imaging';
import { camera, openFarm, site, type Farm } from './farm.ts';
import { openFilm, seeFilm, type FilmFile, type SeenFrame } from './film.ts';
import { readSeries, type Series, type ShotTruth } from './folder.ts';
import { changeOf, clippedOf, deflickers, type Deflickered } from './light.ts';
import { curvesSvg, writePictures } from './pictures.ts';
import { stepsByDay, stepsKept } from './steps.ts';
import { judgedMoves, knockedShots, residualsOf } from './views.ts';

/**
 * Measures films of a folder of JPEGs of one camera as the service makes them, with and without deflicker and stabilise,
 * from finished MP4 files that ffmpeg decodes. Prints JSON.
 *
 *     node ingest/bench/films/report.ts FOLDER [--zone=Asia/Ho_Chi_Minh] [--roi=x,y;x,y;…]
 *         [--captions=left,top,right,bottom;…] [--without=FOLDER] [--sun=40] [--half=morning] [--out=FOLDER] [--strip=INDEX] [--show=season]
 *
 * Names tell the local time (`2026-05-15_070000.jpg`, `20240503T120000_1.jpg`); a `truth.json` beside them is that of
 * `fieldlapse sim --season`, and `--without` a folder of the same season in which the field was never flooded or harvested. `--out` takes MP4, pictures and curves of the film that
 * `--show` names, `season` or `full`, and eight frames of it from `--strip` on.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    zone: { type: 'string', default: 'Asia/Ho_Chi_Minh' },
    ...{ roi: { type: 'string' }, captions: { type: 'string', default: '' } },
    ...{ sun: { type: 'string', default: '40' }, half: { type: 'string', default: 'morning' } },
    ...{
      without: { type: 'string' },
      out: { type: 'string' },
      strip: { type: 'string' },
      show: { type: 'string', default: 'season' },
    },
  },
});

const kinds = ['season', 'full'] as const;
type Kind = (typeof kinds)[number];

interface Made {
  readonly farm: Farm;
  readonly files: Record<Kind, FilmFile>;
}

async function report(): Promise<void> {
  const [folder] = positionals;
  if (folder === undefined) throw new Error('name a folder of JPEGs');
  if (values.out !== undefined) mkdirSync(values.out, { recursive: true });
  const series = readSeries(folder, values.zone);
  const area = areaOf();
  const truths = truthsOf(series);
  const raw = await made(series, area, { deflicker: false, stabilise: false });
  const { found, ...ours } = await ourFilms(series, area);
  const residual = async ({ farm, files }: Made, kind: Kind): Promise<object> =>
    residualsOf(files[kind], area, knockTimes(series), (f) => truths.get(f), await farm.shown(kind));
  const residuals: Partial<Record<Kind, object>> = {};
  for (const kind of kinds) residuals[kind] = { raw: await residual(raw, kind), ours: await residual(ours, kind) };
  const lights: Partial<Record<Kind, object>> = {};
  for (const kind of kinds) lights[kind] = await lightOf(kind, series, area, truths, raw, ours);
  const without =
    values.without === undefined ? undefined : await stepsAgainst(values.without, series, area, raw, ours);
  const figures = {
    pictures: series.shots.length,
    days: new Set(series.shots.map(({ observedAt }) => localDayOf(observedAt, series.timeZone))).size,
    ...{ missing: series.missing, films: lights, stepsByDay: without, moves: found },
    residual: residuals,
  };
  await raw.farm.close();
  await ours.farm.close();
  process.stdout.write(`${JSON.stringify(figures, rounded, 2)}\n`);
}

function areaOf(): Area {
  const rows = (text: string): number[][] => text.split(';').map((row) => row.split(',').map(Number));
  const captions = values.captions === '' ? [] : rows(values.captions);
  return {
    captions: captions.map(([left = 0, top = 0, right = 0, bottom = 0]) => ({ left, top, right, bottom })),
    ...(values.roi !== undefined && { roi: rows(values.roi).map(([x = 0, y = 0]) => [x, y] as const) }),
  };
}

function truthsOf({ shots }: Series): Map<string, ShotTruth> {
  const truths = new Map<string, ShotTruth>();
  for (const { path, observedAt, truth } of shots) {
    const sha256 = sha256Hex(readFileSync(path));
    const f = frameIdOf({ device: 'node-1', camera, boot: '1-00000000', seq: observedAt, sha256 });
    if (truth) truths.set(f, truth);
  }
  return truths;
}

function knockTimes(series: Series): number[] {
  return knockedShots(series).map(({ observedAt }) => observedAt);
}

function farmOf(series: Series, area: Area, config: { deflicker: boolean; stabilise: boolean }): Promise<Farm> {
  const seasonFrame = { sunElevationDeg: Number(values.sun), half: values.half };
  return openFarm(config, series.timeZone, { ...series.place, camera: { ...area, seasonFrame } });
}

async function made(series: Series, area: Area, config: { deflicker: boolean; stabilise: boolean }): Promise<Made> {
  const farm = await farmOf(series, area, config);
  await farm.accept(series.shots);
  await farm.untilFilmed();
  return { farm, files: await filesOf(farm) };
}

async function filesOf({ films }: Farm): Promise<Record<Kind, FilmFile>> {
  return { season: await openFilm(films, 'season'), full: await openFilm(films, 'full') };
}

/** Lasting steps against a season in which nothing lasting happens to the field. */
async function stepsAgainst(folder: string, series: Series, area: Area, raw: Made, ours: Made): Promise<object> {
  const calm = readSeries(folder, values.zone);
  const rawCalm = await made(calm, area, { deflicker: false, stabilise: false });
  const oursCalm = await ourFilms(calm, area, false);
  const steps: Record<string, object> = {};
  for (const kind of kinds) {
    const pairOf = async (happened: FilmFile, without: FilmFile, filter?: string) => ({
      happened: await seeFilm(happened, area, filter),
      without: await seeFilm(without, area, filter),
    });
    const rawPair = await pairOf(raw.files[kind], rawCalm.files[kind]);
    steps[kind] = stepsByDay(series, rawPair, await pairOf(ours.files[kind], oursCalm.files[kind]));
    if (kind === 'full') continue;
    for (const filter of ['deflicker=size=5:mode=am', 'deflicker=size=20:mode=am']) {
      const pair = await pairOf(raw.files[kind], rawCalm.files[kind], filter);
      steps[`${kind}, ${filter}`] = stepsByDay(series, rawPair, pair);
    }
  }
  await rawCalm.farm.close();
  await oursCalm.farm.close();
  return steps;
}

/** The film as it comes about at a farm: frame by frame about the first knock, which a technician then confirms. */
async function ourFilms(series: Series, area: Area, live = true): Promise<Made & { found: object }> {
  const farm = await farmOf(series, area, { deflicker: true, stabilise: true });
  const [knock] = knockedShots(series);
  const from = knock && live ? series.shots.indexOf(knock) : 0;
  let noticedAfterFrames: number | null = null;
  if (knock && live) {
    await farm.accept(series.shots.slice(0, from));
    await farm.untilFilmed();
    for (let count = 1; count <= 10; count += 1) {
      await farm.accept([series.shots[from + count - 1]!]);
      await farm.untilFilmed();
      const moves = await farm.moves.list(site, camera);
      if (moves.some(({ observedAt }) => observedAt >= knock.observedAt)) noticedAfterFrames ??= count;
    }
  }
  await farm.accept(series.shots.slice(knock && live ? from + 10 : 0));
  await farm.untilFilmed();
  const unconfirmed = await openFilm(farm.films, 'season');
  const moves = await farm.moves.list(site, camera);
  if (values.out !== undefined) await writeGhosts(farm, moves);
  const confirmed = await confirm(farm, series, moves, unconfirmed.manifest.hash);
  const truths = truthsOf(series);
  const beforeConfirming = knock
    ? await residualsOf(unconfirmed, area, knockTimes(series), (f) => truths.get(f), confirmed.undoneBefore)
    : undefined;
  const found = { ...judgedMoves(await farm.moves.list(site, camera), series), noticedAfterFrames, ...(knock && { rebuilt: confirmed.rebuilt, beforeConfirming }) }; // prettier-ignore
  return { farm, files: await filesOf(farm), found };
}

async function confirm(farm: Farm, series: Series, moves: readonly CameraMove[], hash: string) {
  const undoneBefore = await farm.shown('season');
  const knocks = knockTimes(series);
  const real = moves.filter(({ observedAt }) => knocks.some((knock) => Math.abs(observedAt - knock) < 86_400_000));
  for (const { id } of real) await farm.moves.decide(id, 'confirmed');
  const rebuilt = real.length > 0 && (await farm.untilOther(hash));
  await farm.untilFilmed();
  return { undoneBefore, rebuilt };
}

async function writeGhosts(farm: Farm, moves: readonly CameraMove[]): Promise<void> {
  for (const [index, { id }] of moves.entries()) {
    writeFileSync(join(values.out!, `ghost-${index}.jpg`), await farm.moves.ghost(id));
  }
}

async function lightOf(
  kind: Kind,
  series: Series,
  area: Area,
  truths: ReadonlyMap<string, ShotTruth>,
  raw: Made,
  ours: Made,
): Promise<object> {
  const [rawFile, file] = [raw.files[kind], ours.files[kind]];
  const [rawFrames, frames] = [await seeFilm(rawFile, area), await seeFilm(file, area)];
  const change = (seen: readonly SeenFrame[]): number => changeOf(seen, series.timeZone);
  const others = await deflickers(rawFile, area, series.timeZone);
  const best = (looks?: string): Deflickered | undefined =>
    others.filter((one) => !looks || one.looks === looks).toSorted((a, b) => a.changeDn - b.changeDn)[0];
  const usual = others.find(({ filter, looks }) => looks === 'ahead' && filter === 'deflicker=size=5:mode=am');
  const against = (other: Deflickered | undefined) =>
    other && {
      ...{ filter: other.filter, looks: other.looks, changeDn: other.changeDn },
      reducedPct: 100 * (1 - other.changeDn / change(rawFrames)),
      oursOver: change(frames) / other.changeDn,
      ...{ clipped: clippedOf(other.frames), steps: stepsKept(series, (f) => truths.get(f), rawFrames, other.frames) },
    };
  const shown = [...(await ours.farm.shown(kind)).values()];
  if (kind === values.show && values.out !== undefined) {
    await write(kind, series, raw, ours, rawFrames, frames, usual?.frames ?? []);
  }
  return {
    ...{ frames: frames.length, mp4Pictures: Math.round(file.manifest.durationSec * file.manifest.fps) },
    ...{ cards: file.manifest.cards, coverage: file.manifest.coverage, everyGapShown: gapsShown(series, file) },
    otherFrames: frames.filter(({ f }, index) => rawFrames[index]?.f !== f).length,
    gains: { least: Math.min(...shown.map(gainOf)), greatest: Math.max(...shown.map(gainOf)) },
    warped: shown.filter(({ pose }) => pose).length,
    ...{ rawChangeDn: change(rawFrames), changeDn: change(frames) },
    reducedPct: 100 * (1 - change(frames) / change(rawFrames)),
    deflicker: { usual: against(usual), bestBack: against(best('back')), bestOfAll: against(best()) },
    clipped: { raw: clippedOf(rawFrames), ours: clippedOf(frames) },
    steps: stepsKept(series, (f) => truths.get(f), rawFrames, frames),
  };
}

const gainOf = ({ gain = 1 }: { gain?: number }): number => gain;

function gapsShown({ missing }: Series, { manifest }: FilmFile): boolean {
  const named = manifest.cards.map(({ from, to }) => `${from} ${to}`);
  return named.join() === missing.map(({ from, to }) => `${from} ${to}`).join();
}

async function write(
  kind: Kind,
  series: Series,
  raw: Made,
  ours: Made,
  rawFrames: readonly SeenFrame[],
  frames: readonly SeenFrame[],
  deflickered: readonly SeenFrame[],
): Promise<void> {
  const out = values.out!;
  const files = { raw: raw.files[kind], ours: ours.files[kind] };
  const readers = { raw: raw.farm.films, ours: ours.farm.films };
  const strip = values.strip === undefined ? undefined : Number(values.strip);
  console.error(await writePictures(out, files, readers, rawFrames, strip));
  copyFileSync(files.raw.path, join(out, 'raw.mp4'));
  copyFileSync(files.ours.path, join(out, 'film.mp4'));
  const curves = [
    { name: 'raw', colour: '#c0392b', frames: rawFrames },
    { name: "ffmpeg's deflicker", colour: '#8e8e8e', frames: deflickered },
    { name: 'film', colour: '#1e7d32', frames },
  ];
  const knocks = knockTimes(series).map((at) => ({ at, name: 'knocked' }));
  const marks = [...knocks, ...series.steps.map(({ from, kind }) => ({ at: from, name: kind }))];
  writeFileSync(join(out, 'curves.svg'), curvesSvg(curves, marks));
  const rows = frames.map(({ observedAt, luma }, index) => ({
    at: new Date(observedAt).toISOString(),
    ...{ raw: rawFrames[index]?.luma, deflickered: deflickered[index]?.luma, ours: luma },
  }));
  writeFileSync(join(out, 'lumas.json'), JSON.stringify(rows, rounded, 1));
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && Math.abs(value) < 1e6 ? Math.round(1000 * value) / 1000 : value;
}

await report();
