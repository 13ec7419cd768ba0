import { sha256Hex } from '@fieldlapse/contracts';
import type { BlobStore, FrameRow, MetricRow, PendingRow } from '@fieldlapse/store';
import type { CameraPlan, PlannedArea } from '../plan/camera-plan.ts';
import type { Found, Method, SeenFrame } from '../methods/method.ts';
import type { MeasuredFrame } from '../records/commit.ts';
import type { MeasureRecords } from '../records/open.ts';
import { placeArea, type PlacedArea } from '../view/place-area.ts';
import { poseOfFrame } from '../view/pose-of-frame.ts';
import { lookAt, recentMs, type FrameLook, type LookParts } from './look.ts';
import { openFramePicture, type FramePicture } from './picture.ts';
import { withheldAll } from './withheld.ts';

export interface FrameParts extends LookParts {
  readonly db: MeasureRecords;
  readonly blobs: BlobStore;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Measures a frame as its camera's plan wants it: one decode at most, none where all is known already from the same
 * inputs. Nothing is written. Throws where the disk or a worker fails: such a frame is tried again.
 */
export async function measureFrame(
  parts: FrameParts,
  plan: CameraPlan,
  frame: FrameRow,
  taken: PendingRow | undefined,
): Promise<MeasuredFrame> {
  using over = new DisposableStack();
  const picture = over.use(openFramePicture(parts.blobs, frame));
  const look = await lookAt(parts, plan, frame, picture);
  const known = await knownRows(parts.db, frame.f);
  const pose = await poseOfFrame(parts.looks, plan, look.row, look.reference, recentMs);
  const aspect = frame.height / Math.max(1, frame.width);
  const sunElevationDeg = plan.sunElevationDeg(frame.observedAt);
  const seen = seenFrame(parts, picture, look, sunElevationDeg, over);
  const rows: MetricRow[] = [];
  for (const area of plan.areas) {
    const placed = placeArea(area.area, pose, aspect);
    for (const method of area.methods) {
      const before = known.get(`${area.name} ${method.name}`);
      const row = await rowOf({ parts, frame, look, picture, sunElevationDeg, seen }, area, placed, method, before);
      if (row) rows.push(row);
    }
  }
  return { frame, look: look.changed ? look.row : undefined, rows, taken, followers: look.followers };
}

interface Measuring {
  readonly parts: FrameParts;
  readonly frame: FrameRow;
  readonly look: FrameLook;
  readonly picture: FramePicture;
  readonly sunElevationDeg: number | undefined;
  readonly seen: () => Promise<SeenFrame | undefined>;
}

/** Undefined where the same is known already. */
async function rowOf(
  { parts, frame, look, picture, sunElevationDeg, seen }: Measuring,
  area: PlannedArea,
  placed: PlacedArea,
  method: Method,
  before: MetricRow | undefined,
): Promise<MetricRow | undefined> {
  const inputs = inputsOf({ frame, look, sunElevationDeg }, area, placed, method);
  const { f, site, camera, observedAt, timeQuality, sha256 } = frame;
  const time = { observedAt, timeQuality };
  // A picture that is gone keeps what was measured while it was there.
  if (before && (before.inputs === inputs || picture.gone)) {
    const moved = before.observedAt !== observedAt || before.timeQuality !== timeQuality;
    return moved ? { ...before, ...time } : undefined;
  }
  const found = await foundIn(seen, picture, placed, area, method);
  return {
    ...{ f, area: area.name, method: method.name, site, camera, ...time },
    measured: JSON.stringify(found.values),
    uncertainty: JSON.stringify(found.uncertainty),
    withheld: JSON.stringify(found.withheld),
    classes: found.classes ? JSON.stringify(found.classes) : null,
    ...{ sha256, modelHash: method.modelHash, areaVersion: area.version, inputs, measuredAt: parts.now() },
  };
}

async function foundIn(
  seen: () => Promise<SeenFrame | undefined>,
  picture: FramePicture,
  placed: PlacedArea,
  { name }: PlannedArea,
  method: Method,
): Promise<Found> {
  if (picture.gone) return withheldAll(method.metrics, 'original-gone');
  if (!placed.placed) return withheldAll(method.metrics, placed.why);
  const frame = await seen();
  return frame
    ? method.measure(frame, { name, area: placed.area, moved: placed.pose !== undefined })
    : withheldAll(method.metrics, 'undecodable');
}

/** Names all that the numbers depend on. */
function inputsOf(
  { frame: { sha256 }, look: { row }, sunElevationDeg }: Pick<Measuring, 'frame' | 'look' | 'sunElevationDeg'>,
  { version }: PlannedArea,
  placed: PlacedArea,
  method: Method,
): string {
  const sun = sunElevationDeg === undefined ? null : Math.round(sunElevationDeg * 10) / 10;
  const where = placed.placed ? (placed.pose ?? null) : placed.why;
  const parts = [sha256, row.version, row.flags, sun, version, where, method.name, method.version];
  return sha256Hex(JSON.stringify(parts)).slice(0, 24);
}

function seenFrame(
  { signal }: FrameParts,
  picture: FramePicture,
  { judgement }: FrameLook,
  sunElevationDeg: number | undefined,
  over: DisposableStack,
): () => Promise<SeenFrame | undefined> {
  const memory = new Map<string, Promise<unknown>>();
  const remember = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = (memory.get(key) as Promise<T> | undefined) ?? work();
    memory.set(key, known);
    return known;
  };
  return async () => {
    const grid = await picture.grid();
    if (!grid || !judgement) return undefined;
    return { picture, grid, judgement, sunElevationDeg, signal, once: remember, over };
  };
}

async function knownRows(db: MeasureRecords, f: string): Promise<Map<string, MetricRow>> {
  const rows = await db.selectFrom('metrics').selectAll().where('f', '=', f).execute();
  return new Map(rows.map((row) => [`${row.area} ${row.method}`, row]));
}
