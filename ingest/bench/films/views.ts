import type { CameraMove } from '@fieldlapse/contracts';
import {
  areaMask,
  composePoses,
  describeView,
  grayOf,
  invertPose,
  poseDistance,
  registerView,
  stillPose,
  viewWidth,
  type Area,
  type Pose,
  type ViewDescription,
} from '@fieldlapse/imaging';
import { medianPose } from '../../src/timelapse/views/known-pose.ts';
import type { ShownFrame } from '../../src/timelapse/segments/tables.ts';
import { filmPictures, type FilmFile } from './film.ts';
import type { Series, Shot, ShotTruth } from './folder.ts';
import { meanOf } from './light.ts';

/** The first picture after each knock. */
export function knockedShots({ shots }: Series): Shot[] {
  return shots.filter(({ truth }, index) => {
    const before = shots[index - 1]?.truth;
    return truth && before && poseDistance(truth.knock, before.knock) > 0.1;
  });
}

/**
 * How far the film's frames are off the middle of their view (a knock begins a new one), px at the film's size: by
 * registering the decoded frames, and by what really was and what was undone where that is known.
 */
export async function residualsOf(
  film: FilmFile,
  area: Area,
  views: readonly number[],
  truthOf: (f: string) => ShotTruth | undefined,
  undone: ReadonlyMap<string, ShownFrame>,
): Promise<object[]> {
  const groups: Group[] = [-Infinity, ...views].map((from) => ({ from, registered: [], real: [], frames: 0 }));
  let index = 0;
  for await (const picture of filmPictures(film)) {
    const { f, observedAt } = film.frames[index++]!;
    const group = groups.findLast(({ from }) => observedAt >= from)!;
    const gray = grayOf(picture);
    group.view ??= describeView(gray, areaMask({ captions: area.captions }, picture.width, picture.height));
    const registration = registerView(group.view, gray);
    group.frames += 1;
    if (registration.found) group.registered.push({ observedAt, pose: registration.pose });
    const truth = truthOf(f);
    const left = truth && composePoses(truth.pose, invertPose(undone.get(f)?.pose ?? stillPose));
    if (left) group.real.push({ observedAt, pose: left });
  }
  return groups
    .filter(({ frames }) => frames > 0)
    .map(({ from, frames, registered, real }) => ({
      from: from === -Infinity ? null : new Date(from).toISOString(),
      ...{ frames, registered: registered.length, byRegistration: offsOf(registered, film) },
      ...(real.length > 0 && { byTruth: offsOf(real, film) }),
    }));
}

interface Group {
  readonly from: number;
  readonly registered: Placed[];
  readonly real: Placed[];
  frames: number;
  view?: ViewDescription;
}

interface Placed {
  readonly observedAt: number;
  readonly pose: Pose;
}

const farOffPx = 2;

function offsOf(placed: readonly Placed[], { manifest: { width, height } }: FilmFile): object {
  const middle = medianPose(placed.map(({ pose }) => pose));
  const offs = placed.map(({ pose }) => (poseDistance(pose, middle, height / width) * width) / viewWidth);
  const far = placed.filter((_, index) => offs[index]! > farOffPx).map(({ observedAt }) => observedAt);
  return {
    ...{ rmsPx: Math.sqrt(meanOf(offs.map((off) => off * off))), worstPx: Math.max(...offs), farOff: far.length },
    ...(far.length > 0 && { farFrom: new Date(far[0]!).toISOString(), farTo: new Date(far.at(-1)!).toISOString() }),
  };
}

/** The moves that were found, each beside the knock that it may be, and how far its shift is off that one, px at 640. */
export function judgedMoves(moves: readonly CameraMove[], series: Series): object {
  const knocks = knockedShots(series);
  const at = (time: number): number => series.shots.findIndex(({ observedAt }) => observedAt === time);
  const judged = moves.map(({ observedAt, shift, state }) => {
    const index = at(observedAt);
    const knock = knocks.find((shot) => index - at(shot.observedAt) >= 0 && index - at(shot.observedAt) < 5);
    const truth = knock?.truth?.knock;
    const offPx = truth && shift ? poseDistance({ ...shift, scale: 1 }, truth) : null;
    const framesAfterKnock = knock ? index - at(knock.observedAt) : null;
    return { observedAt: new Date(observedAt).toISOString(), state, shift, truth: truth ?? null, offPx, framesAfterKnock }; // prettier-ignore
  });
  return {
    knocks: knocks.map(({ observedAt, truth }) => ({ first: new Date(observedAt).toISOString(), ...truth?.knock })),
    found: judged,
    falseMoves: judged.filter(({ framesAfterKnock }) => framesAfterKnock === null).length,
  };
}
