import { sha256Hex } from '@fieldlapse/contracts';
import { decodeFor, poseDistance, stillPose, uprightSize, type Pose } from '@fieldlapse/imaging';
import type { FrameRow } from '@fieldlapse/store';
import type { MeasuredFrame } from '../measures/measure-frames.ts';
import { viewedFrame } from '../measures/pose-of.ts';
import type { SegmentBuilder } from '../segments/build-segment.ts';
import type { SegmentPlan } from '../segments/plan/plan.ts';
import type { MoveRow } from '../segments/tables.ts';
import { ghostPicture } from '../views/ghost.ts';
import { findMove, type FoundMove } from '../views/judge-moves.ts';
import { moveRules } from '../views/move-rules.ts';
import type { Bridge, ViewedFrame } from '../views/known-pose.ts';
import { areaOf } from './areas.ts';
import { bridgeTo } from './camera-view.ts';
import { ghostKey } from './ghost-key.ts';

const dayMs = 86_400_000;

/** Looks for moves of the camera after each frame of a day, and keeps each that is new, with its ghost picture. */
export async function lookForMoves(builder: SegmentBuilder, plan: SegmentPlan): Promise<void> {
  const { site, camera, measured } = plan;
  const shown = new Set(plan.frames.map(({ frame }) => frame.f));
  const first = measured.findIndex(({ frame }) => shown.has(frame.f));
  if (first < 0) return;
  const viewed = await viewedFrames(builder, measured.slice(Math.max(0, first - moveRules.holdFrames)));
  const moves = await builder.views.moves(site, camera);
  for (const [index, { own, reference }] of viewed.entries()) {
    if (!own.usable || !shown.has(own.f)) continue;
    const last = moves
      .filter((move) => move.reference === reference && move.observedAt <= own.observedAt)
      .toSorted((a, b) => b.observedAt - a.observedAt)[0];
    const recent = viewed
      .slice(Math.max(0, index + 1 - moveRules.holdFrames), index + 1)
      .filter((one) => one.reference === reference && one.own.observedAt >= (last?.observedAt ?? 0));
    const found = findMove(recent.map((one) => one.own), last ? poseOfMove(last) : stillPose); // prettier-ignore
    if (found) await noteMove(builder, plan, moves, found, reference);
  }
}

/**
 * Keeps a move that is new. One that is known keeps its first frame, but where days were built newest first and an earlier
 * frame shows it already: its date does not depend on the order of building.
 */
async function noteMove(
  builder: SegmentBuilder,
  { site, camera }: SegmentPlan,
  moves: MoveRow[],
  found: FoundMove,
  reference: string,
): Promise<void> {
  const index = moves.findIndex((move) => isSame(move, found, reference));
  const known = moves[index];
  if (!known) {
    moves.push(await keepMove(builder, site, camera, found, reference));
  } else if (found.observedAt < known.observedAt) {
    const earlier = { f: found.f, observedAt: found.observedAt, shift: JSON.stringify(found.pose) };
    await builder.views.redateMove(known.id, earlier);
    moves[index] = { ...known, ...earlier };
  }
}

interface Viewed {
  readonly own: ViewedFrame;
  readonly reference: string;
}

/** Frames with what is known of their views; where the reference was not found, also against earlier frames. */
async function viewedFrames(builder: SegmentBuilder, measured: readonly MeasuredFrame[]): Promise<Viewed[]> {
  const viewed: Viewed[] = [];
  const usable: FrameRow[] = [];
  for (const one of measured) {
    const own = viewedFrame(one);
    if (!own || one.reference === undefined) continue;
    const lost = own.usable && !own.registration.found;
    const bridges = lost ? await bridgesOf(builder, one.frame, usable) : [];
    viewed.push({ own: { ...own, bridges }, reference: one.reference });
    if (own.usable) usable.push(one.frame);
  }
  return viewed;
}

/** Against the two usable frames before, nearest first, and against that of about the same hour the day before. */
async function bridgesOf(builder: SegmentBuilder, frame: FrameRow, before: readonly FrameRow[]): Promise<Bridge[]> {
  const area = areaOf(builder, frame.site, frame.camera);
  const yesterday = frame.observedAt - dayMs;
  const offBy = ({ observedAt }: FrameRow): number => Math.abs(observedAt - yesterday);
  const [sameHour] = before.filter((earlier) => offBy(earlier) < dayMs / 4).toSorted((a, b) => offBy(a) - offBy(b));
  const bridges: Bridge[] = [];
  for (const earlier of new Set([before.at(-1), before.at(-2), sameHour])) {
    const registration = earlier && (await bridgeTo(builder, frame, earlier, area));
    if (earlier && registration) bridges.push({ f: earlier.f, registration });
  }
  return bridges;
}

function poseOfMove({ shift }: MoveRow): Pose | null {
  return JSON.parse(shift) as Pose | null;
}

/** The same move, seen again with more or other frames. */
function isSame(move: MoveRow, found: FoundMove, reference: string): boolean {
  if (move.reference !== reference || Math.abs(move.observedAt - found.observedAt) > moveRules.holdMs) return false;
  const pose = poseOfMove(move);
  return pose === null || found.pose === null || poseDistance(pose, found.pose) < moveRules.movePx;
}

/** The ghost is durable before the row that names it. */
async function keepMove(
  { views, stores, intake, logger, onMove }: SegmentBuilder,
  site: string,
  camera: string,
  { f, observedAt, pose }: FoundMove,
  reference: string,
): Promise<MoveRow> {
  const id = sha256Hex(JSON.stringify([site, camera, f, reference])).slice(0, 16);
  const [before, after] = [await intake.frame(reference), await intake.frame(f)];
  if (before && after) {
    const jpegs = [await stores.blobs.get(before.blobKey), await stores.blobs.get(after.blobKey)] as const;
    const [width, height] = fitted(await uprightSize(jpegs[1]));
    const [old, fresh] = [await decodeFor(jpegs[0], width, height), await decodeFor(jpegs[1], width, height)];
    await stores.blobs.put(ghostKey(id), await ghostPicture(old, fresh));
  }
  const row = { id, site, camera, f, observedAt, reference, shift: JSON.stringify(pose) };
  if (await views.putMove(row)) {
    logger.warn({ site, camera, frame: f, pose }, 'the camera has moved');
    onMove(site, camera);
  }
  return row;
}

const ghostWidthPx = 960;

function fitted({ width, height }: { width: number; height: number }): [width: number, height: number] {
  const scale = Math.min(1, ghostWidthPx / Math.max(1, width));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
