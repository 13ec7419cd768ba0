import { sha256Hex } from '@fieldlapse/contracts';
import {
  areaMask,
  decodeView,
  measureLight,
  profileOf,
  traitsOf,
  type Area,
  type FrameJudgement,
  type LightMeasure,
  type Registration,
  type RgbPicture,
} from '@fieldlapse/imaging';
import type { FrameRow } from '@fieldlapse/store';
import { areaOf, openAreas } from '../camera/areas.ts';
import { openCameraView } from '../camera/camera-view.ts';
import { cannotBeShown } from '../pictures/picture-faults.ts';
import { isGone } from '../segments/plan/plan-day.ts';
import type { SegmentBuilder } from '../segments/build-segment.ts';
import type { MeasureRow } from '../segments/tables.ts';
import { frameJudge } from './judge-frames.ts';
import type { PictureMeasure } from './measure-table.ts';
import { measureVersion } from './measure-version.ts';

/** A frame with all that films need to know of it. */
export interface MeasuredFrame {
  readonly frame: FrameRow;
  /** Undefined where the picture does not decode. */
  readonly light: LightMeasure | undefined;
  /** What the quality gate says of it after those before it; undefined where nobody asked, or nothing decodes. */
  readonly judgement: FrameJudgement | undefined;
  /** How it lies on its camera's reference, and the id of that frame; undefined where views are not compared. */
  readonly registration: Registration | undefined;
  readonly reference: string | undefined;
}

type Measuring = Pick<
  SegmentBuilder,
  'measures' | 'views' | 'stores' | 'sites' | 'config' | 'intake' | 'ledger' | 'logger'
>;

const keptAtOnce = 24;

/**
 * Measures frames of one camera, in order of time. Each picture is decoded once and its measures are kept; what depends on
 * earlier frames is judged anew, from the index `judgedFrom` on, by those given before.
 */
export async function measureFrames(
  parts: Measuring,
  site: string,
  camera: string,
  frames: readonly FrameRow[],
  judgedFrom = 0,
): Promise<MeasuredFrame[]> {
  const areaAt = await openAreas(parts, site, camera);
  const versionAt = (frame: FrameRow): string => versionOf(areaAt(frame));
  const measures = await knownMeasures(parts, frames, versionAt);
  const configured = areaOf(parts, site, camera);
  const view = parts.config.stabilise ? await openCameraView(parts, site, camera, configured) : undefined;
  const lying = (await view?.known(frames)) ?? new Map<string, Registration>();
  const measured: MeasuredFrame[] = [];
  const judge = frameJudge();
  const fresh: MeasureRow[] = [];
  for (const [index, frame] of frames.entries()) {
    const picture = once(() => decodeFrame(parts, frame));
    let measure = measures.get(frame.f) ?? (isGone(frame) ? unmeasured : undefined);
    if (!measure) {
      const taken = measureRow(await picture(), frame, areaAt(frame), versionAt(frame));
      fresh.push(taken.row);
      measure = taken.measure;
      if (fresh.length >= keptAtOnce) await parts.measures.put(fresh.splice(0));
    }
    const registration = measure.light && (lying.get(frame.f) ?? (await view?.register(frame, picture)));
    const judgement = measure.traits && index >= judgedFrom ? judge(frame.observedAt, measure.traits) : undefined;
    const reference = registration && view?.referenceOf(frame);
    measured.push({ frame, light: measure.light, judgement, registration, reference });
  }
  if (fresh.length > 0) await parts.measures.put(fresh);
  return measured;
}

// A picture that retention gave up before this version measured it.
const unmeasured: PictureMeasure = { light: undefined, traits: undefined };

/** Runs `work` at the first call only. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => (running ??= work());
}

/** Names the measures that are taken on an area. */
function versionOf(area: Area): string {
  return `${measureVersion} ${sha256Hex(JSON.stringify(area)).slice(0, 8)}`;
}

async function knownMeasures(
  { measures }: Measuring,
  frames: readonly FrameRow[],
  versionAt: (frame: FrameRow) => string,
): Promise<Map<string, PictureMeasure>> {
  const found = new Map<string, PictureMeasure>();
  for (const [version, ofVersion] of Map.groupBy(frames, versionAt)) {
    const ids = ofVersion.map(({ f }) => f);
    for (const [f, measure] of await measures.known(ids, version)) found.set(f, measure);
  }
  return found;
}

/** The picture at the size that everything is measured at; undefined where it does not decode. */
async function decodeFrame({ stores }: Measuring, frame: FrameRow): Promise<RgbPicture | undefined> {
  try {
    return await decodeView(await stores.blobs.get(frame.blobKey));
  } catch (error) {
    if (!cannotBeShown(error)) throw error;
    return undefined;
  }
}

function measureRow(
  picture: RgbPicture | undefined,
  { f, site, camera, observedAt }: FrameRow,
  area: Area,
  version: string,
): { row: MeasureRow; measure: PictureMeasure } {
  const base = { f, site, camera, observedAt, version };
  if (!picture) {
    const nothing = { light: null, traits: null, profile: null };
    return { row: { ...base, ...nothing }, measure: { light: undefined, traits: undefined } };
  }
  const mask = areaMask(area, picture.width, picture.height);
  const light = measureLight(picture, area);
  const traits = traitsOf(picture, mask);
  const profile = profileOf(picture, mask);
  const row = { ...base, light: JSON.stringify(light), traits: JSON.stringify(traits), profile };
  return { row, measure: { light, traits } };
}
