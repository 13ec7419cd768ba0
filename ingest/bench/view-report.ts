import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  composePoses,
  describeView,
  grayOf,
  poseDistance,
  registerView,
  stillPose,
  viewWidth,
  warpPicture,
  type Pose,
  type Registration,
  type RgbPicture,
  type ViewDescription,
} from '@fieldlapse/imaging';
import sharp from 'sharp';
import { findMove } from '../src/timelapse/views/judge-moves.ts';
import type { Bridge, ViewedFrame } from '../src/timelapse/views/known-pose.ts';

/**
 * What registration makes of a folder of JPEGs of one camera, in order of their names, as JSON: how many frames it finds,
 * how far it is off on warps that are known, and which knocks it finds. `node ingest/bench/view-report.ts FOLDER
 * [--warps=40] [--knocks=40] [--seed=20261124] [--caption-top=0.026] [--caption-bottom=0.022]`; captions are shares of the
 * height that stay in place when the rest is warped.
 */
const [folder = '.', ...options] = process.argv.slice(2);
const option = (name: string, otherwise: number): number =>
  Number(options.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise);
const captions = { top: option('caption-top', 0), bottom: option('caption-bottom', 0) };

let state = option('seed', 20_261_124);
const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
const between = (least: number, most: number): number => least + (most - least) * random();

const names = readdirSync(folder)
  .filter((name) => /\.jpe?g$/i.test(name))
  .sort();
const pictures = new Map<number, RgbPicture>();
async function pictureOf(index: number): Promise<RgbPicture> {
  const known = pictures.get(index);
  if (known) return known;
  const { data, info } = await sharp(readFileSync(join(folder, names[index]!)))
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture = { width: info.width, height: info.height, pixels: data };
  pictures.set(index, picture);
  return picture;
}

/** A camera that sees `width` × `height` px of the picture about a point, turned; so no bare edge gives the warp away. */
interface Window {
  readonly width: number;
  readonly height: number;
  readonly x: number;
  readonly y: number;
  readonly turnDeg: number;
}

/** What the window shows, in another light and coded as JPEG again, the caption's rows as they stand in the whole picture. */
async function look(picture: RgbPicture, window: Window, gain = 1): Promise<RgbPicture> {
  const { width, height, x: centerX, y: centerY, turnDeg } = window;
  const pixels = Buffer.alloc(width * height * 3);
  const [cos, sin] = [Math.cos((turnDeg * Math.PI) / 180), Math.sin((turnDeg * Math.PI) / 180)];
  const [top, bottom] = [Math.round(captions.top * height), Math.round((1 - captions.bottom) * height)];
  for (let y = 0, at = 0; y < height; y += 1) {
    const burnt = y < top || y >= bottom;
    for (let x = 0; x < width; x += 1, at += 3) {
      const [offX, offY] = [x - (width - 1) / 2, y - (height - 1) / 2];
      const u = burnt ? (x * picture.width) / width : centerX + cos * offX + sin * offY;
      const v = burnt ? (y < top ? y : picture.height - height + y) : centerY - sin * offX + cos * offY;
      for (let c = 0; c < 3; c += 1) pixels[at + c] = Math.min(255, sample(picture, u, v, c) * (burnt ? 1 : gain));
    }
  }
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 82 })
    .toBuffer();
  const { data } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { width, height, pixels: data };
}

function sample({ width, height, pixels }: RgbPicture, u: number, v: number, c: number): number {
  const x = Math.max(0, Math.min(width - 1.001, u));
  const y = Math.max(0, Math.min(height - 1.001, v));
  const at = (Math.floor(y) * width + Math.floor(x)) * 3 + c;
  const [fx, fy] = [x % 1, y % 1];
  const upper = pixels[at]! * (1 - fx) + pixels[at + 3]! * fx;
  return upper * (1 - fy) + (pixels[at + width * 3]! * (1 - fx) + pixels[at + width * 3 + 3]! * fx) * fy;
}

const times: number[] = [];
function registered(reference: ViewDescription, picture: RgbPicture): Registration {
  const gray = grayOf(picture);
  const started = process.cpuUsage();
  const registration = registerView(reference, gray);
  const { user, system } = process.cpuUsage(started);
  times.push((user + system) / 1000);
  return registration;
}
const described = (picture: RgbPicture): ViewDescription => describeView(grayOf(picture));
const rounded = (value: number): number => Math.round(value * 100) / 100;
const share = (values: readonly number[], at: number): number =>
  rounded(values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * at))] ?? NaN);

/** The series in order against its first frame. */
async function wholeSeries(): Promise<object> {
  const reference = described(await pictureOf(0));
  const frames: ViewedFrame[] = [];
  const moves: object[] = [];
  let [from, expected]: [number, Pose | null] = [0, stillPose];
  let furthest = 0;
  times.length = 0;
  for (const [index, f] of names.entries()) {
    const picture = await pictureOf(index);
    const registration = registered(reference, picture);
    const bridges: Bridge[] = [];
    for (const before of registration.found ? [] : [index - 1, index - 2].filter((earlier) => earlier >= 0)) {
      const view = described(await pictureOf(before));
      bridges.push({ f: names[before]!, registration: registerView(view, grayOf(picture)) });
    }
    frames.push({ f, observedAt: index * 3_600_000, usable: true, registration, bridges });
    if (registration.found) furthest = Math.max(furthest, poseDistance(registration.pose, stillPose));
    const move = findMove(frames.slice(from).slice(-24), expected);
    if (!move) continue;
    moves.push(move);
    from = frames.findIndex((frame) => frame.f === move.f);
    expected = move.pose;
  }
  const found = frames.filter(({ registration }) => registration.found).length;
  return {
    frames: names.length,
    found,
    moves,
    furthestPx640: rounded(furthest),
    cpuMsMedian: share(times, 0.5),
    cpuMsP95: share(times, 0.95),
  };
}

/** Known warps of up to 12 px of the frame and 1°, against the frame itself and against the first frame of the series. */
async function smallWarps(count: number): Promise<object> {
  const [self, other, undone]: [number[], number[], number[]] = [[], [], []];
  let missed = 0;
  for (let round = 0; round < count; round += 1) {
    const picture = await pictureOf(Math.floor(random() * names.length));
    const first = await pictureOf(0);
    const [width, height] = [Math.round(picture.width * 0.94), Math.round(picture.height * 0.92)];
    const middle = { width, height, x: (picture.width - 1) / 2, y: (picture.height - 1) / 2, turnDeg: 0 };
    const [turnDeg, angle, length] = [between(-1, 1), between(0, 2 * Math.PI), between(0, 12)];
    const { window, pose } = movedBy(middle, length * Math.cos(angle), length * Math.sin(angle), turnDeg);
    const still = await look(picture, middle);
    const warped = await look(picture, window, between(0.75, 1.25));
    const enlarged = width / viewWidth;
    const own = registered(described(still), warped);
    if (own.found) {
      self.push(poseDistance(own.pose, pose, height / width) * enlarged);
      const again = registered(described(still), warpPicture(warped, own.pose));
      if (again.found) undone.push(poseDistance(again.pose, stillPose, height / width) * enlarged);
    } else missed += 1;
    const reference = described(await look(first, middle));
    const [base, moved] = [registered(reference, still), registered(reference, warped)];
    if (base.found && moved.found) {
      other.push(poseDistance(moved.pose, composePoses(base.pose, pose), height / width) * enlarged);
    } else missed += 1;
  }
  const of = (values: number[]): object => ({
    n: values.length,
    median: share(values, 0.5),
    p95: share(values, 0.95),
    worst: share(values, 1),
    rms: rounded(Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)),
  });
  return { residualPxOwnSize: { self: of(self), afterWarp: of(undone), otherFrame: of(other) }, missed };
}

/** The window after a knock, and the pose that it gives the picture. */
function movedBy(window: Window, dx: number, dy: number, turnDeg: number): { window: Window; pose: Pose } {
  const [cos, sin] = [Math.cos((turnDeg * Math.PI) / 180), Math.sin((turnDeg * Math.PI) / 180)];
  // What stood at p now stands at R·p + d: the window looks up R⁻¹·(p − d).
  const moved = { ...window, turnDeg, x: window.x - (cos * dx + sin * dy), y: window.y - (-sin * dx + cos * dy) };
  const scale = viewWidth / window.width;
  return { window: moved, pose: { dxPx: dx * scale, dyPx: dy * scale, rotationDeg: turnDeg, scale: 1 } };
}

/** Knocks of 15–200 px with turns of up to 5°, from some frame on. */
async function knocks(count: number): Promise<object> {
  const results: {
    px: number;
    turnDeg: number;
    after: number | null;
    times: number;
    offPx: number | null;
    lost: boolean;
  }[] = [];
  for (let round = 0; round < count; round += 1) {
    const first = await pictureOf(0);
    const turnDeg = round % 3 === 0 ? 0 : between(-5, 5);
    const [angle, px] = [between(0, 2 * Math.PI), round % 4 === 0 ? 15 : 15 * (200 / 15) ** random()];
    const [dx, dy] = [
      px * Math.cos(angle),
      Math.max(-0.35 * first.height, Math.min(0.35 * first.height, px * Math.sin(angle))),
    ];
    const lean = Math.abs(Math.sin((turnDeg * Math.PI) / 180));
    const width = Math.round(first.width - Math.abs(dx) - lean * first.height - 4);
    const height = Math.round(first.height - Math.abs(dy) - lean * first.width * 0.9 - 4);
    const before = { width, height, x: (first.width - 1 + dx) / 2, y: (first.height - 1 + dy) / 2, turnDeg: 0 };
    const { window, pose } = movedBy(before, dx, dy, turnDeg);
    const onset = 8 + Math.floor(random() * (names.length - 14));
    results.push({
      px: rounded(Math.hypot(dx, dy)),
      turnDeg: rounded(turnDeg),
      ...(await onKnock(before, window, pose, onset)),
    });
  }
  const missed = results.filter(({ after }) => after === null);
  const repeated = results.filter(({ times: found }) => found > 1);
  const lost = results.filter((result) => result.lost);
  const offs = results.flatMap(({ offPx }) => offPx ?? []);
  return {
    ...{ knocks: count, foundWithin5: count - missed.length, poseUnknown: lost.length, missed, repeated },
    framesUntilFound: share(
      results.flatMap(({ after }) => after ?? []),
      0.5,
    ),
    offPxOwnSize: { median: share(offs, 0.5), worst: share(offs, 1) },
  };
}

async function onKnock(
  before: Window,
  after: Window,
  pose: Pose,
  onset: number,
): Promise<{ after: number | null; times: number; offPx: number | null; lost: boolean }> {
  const reference = described(await look(await pictureOf(0), before));
  const views = new Map<string, ViewDescription>();
  let frames: ViewedFrame[] = [];
  let expected: Pose | null = stillPose;
  let [found, count, offPx, lost]: [number | null, number, number | null, boolean] = [null, 0, null, false];
  const steady: Pose[] = [];
  for (let index = onset - 7; index < Math.min(names.length, onset + 6); index += 1) {
    const seen = await look(await pictureOf(index), index < onset ? before : after);
    const registration = registered(reference, seen);
    const f = names[index]!;
    const bridges = registration.found
      ? []
      : [...views]
          .slice(-2)
          .map(([to, view]) => ({ f: to, registration: registered(view, seen) }))
          .reverse();
    views.set(f, described(seen));
    frames.push({ f, observedAt: index * 3_600_000, usable: true, registration, bridges });
    if (index < onset && registration.found) steady.push(registration.pose);
    const move = findMove(frames, expected);
    if (!move) continue;
    count += 1;
    found ??= index - onset + 1;
    if (index < onset || index >= onset + 5) found = null;
    lost = move.pose === null;
    const base = steady.at(-1) ?? stillPose;
    if (move.pose) offPx = (poseDistance(move.pose, composePoses(base, pose)) * before.width) / viewWidth;
    frames = frames.slice(frames.findIndex((frame) => frame.f === move.f));
    expected = move.pose;
  }
  return { after: found, times: count, offPx: offPx === null ? null : rounded(offPx), lost };
}

const report = {
  folder: folder.split('/').at(-1),
  series: await wholeSeries(),
  warps: await smallWarps(option('warps', 40)),
  knocks: await knocks(option('knocks', 40)),
};
console.log(JSON.stringify(report, null, 2));
