import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CoverConfig, FrameMeasure } from '@fieldlapse/contracts';
import {
  areaMask,
  decodeView,
  describeView,
  grayOf,
  judgeFrame,
  poseDistance,
  poseOfArea,
  registerView,
  stillPose,
  teaches,
  type FrameTraits,
  type Pose,
  type RgbPicture,
  type ViewDescription,
} from '@fieldlapse/imaging';
import { measurePixels, nothingMeasured } from '@fieldlapse/analytics';

/** A frame of a simulated season: what was measured beside what is true. Covers 0–1; empty where a value is withheld. */
export interface MeasuredPicture {
  /** ISO 8601, UTC. */
  readonly observedAt: string;
  readonly utcMs: number;
  readonly daysAfterSowing: number;
  readonly truthGreenCover: number;
  readonly truthPlantCover: number;
  readonly greenCover: number | undefined;
  readonly plantCover: number | undefined;
  readonly greenUncertainty: number | undefined;
  readonly gcc: number | undefined;
  readonly lumaDn: number | undefined;
  /** Why there is no greenCover; empty where there is. */
  readonly withheld: string;
  /** What the simulator did to the picture, by `+`. */
  readonly troubles: string;
  readonly sunElevationDeg: number;
}

interface Truth {
  readonly file: string;
  readonly utcMs: number;
  readonly daysAfterSowing: number;
  readonly greenCover: number;
  readonly plantCover: number;
  readonly faults: readonly string[];
  readonly weather: { readonly sunElevation: number };
}

// As the timelapse: a registration of so many spots is sure in itself, another is where the frame before says the same; a pose
// holds for a week.
const sure = { inliers: 30, share: 0.25 };
const agreePx = 2.5;
const weekMs = 7 * 86_400_000;
// The gate compares with so many frames of the last week.
const recentFrames = 12;

/** Measures the frames of a season folder in order of time, as the service does: one decode, gate, view, area, pixels. */
export async function measureSeason(
  folder: string,
  roi: readonly (readonly [number, number])[],
  cover: CoverConfig,
): Promise<MeasuredPicture[]> {
  const { frames } = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as { frames: Truth[] };
  const recent: { readonly utcMs: number; readonly traits: FrameTraits }[] = [];
  const poseOf = viewFollower();
  const measured: MeasuredPicture[] = [];
  for (const truth of frames) {
    const picture = await decodeView(await readFile(join(folder, truth.file)));
    const sunElevationDeg = truth.weather.sunElevation;
    const pose = poseOf(picture, truth.utcMs);
    const at =
      pose && areaMask(poseOfArea({ roi }, pose, picture.height / picture.width), picture.width, picture.height);
    const week = recent.filter(({ utcMs }) => truth.utcMs - utcMs < weekMs).slice(-recentFrames);
    const judgement = judgeFrame(picture, { area: at, recent: week.map(({ traits }) => traits) });
    if (teaches(judgement)) recent.push({ utcMs: truth.utcMs, traits: judgement.traits });
    const measure = pose
      ? measurePixels(picture, at, { judgement, sunElevationDeg, cover })
      : nothingMeasured('view-lost');
    measured.push(measuredPicture(truth, measure));
  }
  return measured;
}

/** Where the first frame's scene stands in each frame; undefined where nothing of a week says. */
function viewFollower(): (picture: RgbPicture, utcMs: number) => Pose | undefined {
  let reference: ViewDescription | undefined;
  let last: { readonly pose: Pose; readonly utcMs: number } | undefined;
  let before: Pose | undefined;
  return (picture, utcMs) => {
    const gray = grayOf(picture);
    if (!reference) {
      reference = describeView(gray);
      last = { pose: stillPose, utcMs };
    }
    const found = registerView(reference, gray);
    if (found.found) {
      const isSure = found.inliers >= sure.inliers && found.share >= sure.share;
      const isWitnessed = before !== undefined && poseDistance(before, found.pose) <= agreePx;
      if (isSure || isWitnessed) last = { pose: found.pose, utcMs };
      before = found.pose;
    }
    return last && utcMs - last.utcMs <= weekMs ? last.pose : undefined;
  };
}

function measuredPicture(truth: Truth, { values, withheld, uncertainty }: FrameMeasure): MeasuredPicture {
  const places = (value: number | undefined, digits: number): number | undefined =>
    value === undefined ? undefined : Number(value.toFixed(digits));
  return {
    observedAt: new Date(truth.utcMs).toISOString(),
    utcMs: truth.utcMs,
    daysAfterSowing: places(truth.daysAfterSowing, 3)!,
    truthGreenCover: places(truth.greenCover, 5)!,
    truthPlantCover: places(truth.plantCover, 5)!,
    greenCover: places(values.greenCover, 5),
    plantCover: places(values.plantCover, 5),
    greenUncertainty: places(uncertainty.greenCover, 4),
    gcc: places(values.gcc, 5),
    lumaDn: places(values.lumaDn, 1),
    withheld: withheld.greenCover ?? '',
    troubles: truth.faults.join('+'),
    sunElevationDeg: places(truth.weather.sunElevation, 1)!,
  };
}
