import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, daysBetween, localDayOf, startOfLocalDay, type LocalDay } from '@fieldlapse/contracts';
import { composePoses, viewWidth, type Pose } from '@fieldlapse/imaging';

/** A picture of a folder, and what really was before the lens where the folder knows. */
export interface Shot {
  readonly path: string;
  /** UTC ms. */
  readonly observedAt: number;
  readonly truth?: ShotTruth;
}

export interface ShotTruth {
  /** Where the first day's view stands in it, the wind included, and without the wind. */
  readonly pose: Pose;
  readonly knock: Pose;
  /** Kinds of what spoils it. */
  readonly faults: readonly string[];
}

/** Something that changed the field for long, UTC ms; `until` the next such change. */
export interface LastingStep {
  readonly kind: string;
  readonly from: number;
  readonly until: number;
}

export interface Series {
  readonly shots: readonly Shot[];
  readonly timeZone: string;
  /** Runs of calendar days between the first and the last that have no picture. */
  readonly missing: readonly { readonly from: LocalDay; readonly to: LocalDay }[];
  readonly steps: readonly LastingStep[];
  readonly place?: { readonly latitude: number; readonly longitude: number };
}

interface WrittenPose {
  readonly dx: number;
  readonly dy: number;
  readonly rotationDeg: number;
}

interface WrittenTruth {
  readonly scene: {
    readonly place: { latitude: number; longitude: number };
    readonly sownAt: number;
    readonly widthPx: number;
    readonly faults: readonly { kind: string; fromDay: number; toDay: number }[];
  };
  readonly frames: readonly { file: string; shift: WrittenPose; knock: WrittenPose; faults: readonly string[] }[];
}

const dayMs = 86_400_000;
const lastingKinds = new Set(['flooded', 'harvested']);

/** The JPEGs of a folder whose names tell the local time, in its order, and its `truth.json` where it has one. */
export function readSeries(folder: string, timeZone: string): Series {
  const truthPath = join(folder, 'truth.json');
  const written = existsSync(truthPath) ? (JSON.parse(readFileSync(truthPath, 'utf8')) as WrittenTruth) : undefined;
  const truths = new Map(written?.frames.map((frame) => [frame.file, frame]));
  const shots = readdirSync(folder).flatMap((name): Shot[] => {
    const observedAt = timeIn(name, timeZone);
    if (!/\.jpe?g$/i.test(name) || observedAt === undefined) return [];
    const frame = truths.get(name);
    const path = join(folder, name);
    if (!frame || !written) return [{ path, observedAt }];
    const scale = viewWidth / written.scene.widthPx;
    const pose = poseIn(frame.shift, scale);
    return [{ path, observedAt, truth: { pose, knock: poseIn(frame.knock, scale), faults: frame.faults } }];
  });
  if (shots.length < 2) throw new Error(`${folder} has ${shots.length} JPEGs that tell their time; a film needs two`);
  shots.sort((a, b) => a.observedAt - b.observedAt);
  return {
    ...{ shots, timeZone, missing: missingDays(shots, timeZone) },
    steps: written ? stepsIn(written) : [],
    ...(written && { place: written.scene.place }),
  };
}

/** `2026-05-15_070000`, `2016-06-14_1630` or `20240503T120000` anywhere in the name. */
function timeIn(name: string, timeZone: string): number | undefined {
  const found = /(\d{4})-?(\d\d)-?(\d\d)[_T](\d\d)(\d\d)(\d\d)?/.exec(name);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second = '0'] = found;
  const clockMs = (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000;
  return startOfLocalDay(`${year}-${month}-${day}` as LocalDay, timeZone) + clockMs;
}

/** The simulator shifts and then turns; a pose turns and then shifts. */
function poseIn({ dx, dy, rotationDeg }: WrittenPose, scale: number): Pose {
  const shifted = { dxPx: dx * scale, dyPx: dy * scale, rotationDeg: 0, scale: 1 };
  return composePoses(shifted, { dxPx: 0, dyPx: 0, rotationDeg, scale: 1 });
}

function missingDays(shots: readonly Shot[], timeZone: string): Series['missing'] {
  const days = [...new Set(shots.map(({ observedAt }) => localDayOf(observedAt, timeZone)))];
  return days.slice(1).flatMap((day, index) => {
    const before = days[index]!;
    return daysBetween(before, day) > 1 ? [{ from: addDays(before, 1), to: addDays(day, -1) }] : [];
  });
}

function stepsIn({ scene }: WrittenTruth): LastingStep[] {
  const at = (days: number): number => scene.sownAt + days * dayMs;
  const lasting = scene.faults.filter(({ kind }) => lastingKinds.has(kind));
  const changes = lasting.flatMap(({ kind, fromDay, toDay }) => [
    { kind, from: at(fromDay) },
    ...(toDay < 1000 ? [{ kind: `${kind}, end`, from: at(toDay) }] : []),
  ]);
  changes.sort((a, b) => a.from - b.from);
  return changes.map((step, index) => ({ ...step, until: changes[index + 1]?.from ?? Infinity }));
}
