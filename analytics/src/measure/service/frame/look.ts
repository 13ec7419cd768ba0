import {
  areaMask,
  gateVersion,
  grayOf,
  judgeTraits,
  registerView,
  teaches,
  traitsOf,
  type FrameJudgement,
  type FrameTraits,
  type Registration,
} from '@fieldlapse/imaging';
import type { FrameRow, LookRow } from '@fieldlapse/store';
import type { CameraPlan } from '../plan/camera-plan.ts';
import type { Looks } from '../records/looks.ts';
import type { ListedFrame } from '../records/pending.ts';
import type { CameraViews, ViewReference } from '../view/camera-views.ts';
import type { ReferenceViews } from '../view/describe-reference.ts';
import type { FramePicture } from './picture.ts';

/** What a frame says of itself after those before it. */
export interface FrameLook {
  readonly row: LookRow;
  /** False where the same is kept already. */
  readonly changed: boolean;
  /** Undefined where the picture does not decode. */
  readonly judgement: FrameJudgement | undefined;
  readonly registration: Registration | undefined;
  readonly reference: ViewReference | undefined;
  /** Frames after it that had it, or will have it, among those that tell what is usual. */
  readonly followers: readonly ListedFrame[];
}

export interface LookParts {
  readonly looks: Looks;
  readonly views: CameraViews;
  readonly references: ReferenceViews;
}

/** So many frames before one, within so long, tell what is usual for its camera. */
export const recentFrames = 12;
export const recentMs = 7 * 86_400_000;

/** Looks at a frame: decodes it only where what it says of itself is not known yet. */
export async function lookAt(
  parts: LookParts,
  plan: CameraPlan,
  frame: FrameRow,
  picture: FramePicture,
): Promise<FrameLook> {
  const { f, site, camera, observedAt } = frame;
  const known = await parts.looks.of(f);
  // What retention gave up is not looked at again.
  const version = (picture.gone && known?.version) || lookVersion(plan);
  const traits = known?.version === version ? parsed<FrameTraits>(known.traits) : await traitsIn(plan, picture);
  const at = { f, observedAt, withinMs: recentMs };
  const recent = traits ? await parts.looks.teachersBefore(plan, at, version, recentFrames) : [];
  const judgement =
    traits &&
    judgeTraits(
      traits,
      recent.flatMap((row) => parsed<FrameTraits>(row.traits) ?? []),
    );
  const reference = plan.references.findLast(({ fromObservedAt }) => fromObservedAt <= observedAt);
  const registration = traits && reference && (await registrationOf(parts, plan, frame, picture, reference, known));
  const row: LookRow = {
    ...{ f, site, camera, observedAt, version },
    traits: traits ? JSON.stringify(traits) : null,
    flags: JSON.stringify(judgement?.flags ?? []),
    teaches: judgement && teaches(judgement) ? 1 : 0,
    reference: registration && reference ? reference.f : null,
    registration: registration ? JSON.stringify(registration) : null,
  };
  const followers = await followersOf(parts.looks, plan, known, row);
  return { row, changed: !isSame(known, row), judgement, registration, reference, followers };
}

/** Names what traits are taken on: the code, and the camera's own area. */
function lookVersion({ main }: CameraPlan): string {
  return `${gateVersion} ${main.version}`;
}

async function traitsIn({ main }: CameraPlan, picture: FramePicture): Promise<FrameTraits | undefined> {
  const grid = await picture.grid();
  return grid && traitsOf(grid, areaMask(main.area, grid.width, grid.height));
}

async function registrationOf(
  { views, references }: LookParts,
  { main }: CameraPlan,
  { f }: FrameRow,
  picture: FramePicture,
  reference: ViewReference,
  known: LookRow | undefined,
): Promise<Registration | undefined> {
  if (known?.reference === reference.f) return parsed<Registration>(known.registration);
  const found = (await views.registrations([f], reference.f)).get(f);
  if (found) return found;
  const description = await references.of(reference.f, main.area.captions ?? []);
  const grid = description && (await picture.grid());
  return grid && registerView(description, grayOf(grid));
}

/** Frames that were looked at already and are to be judged again, since one among their recent ones is another. */
async function followersOf(
  looks: Looks,
  plan: CameraPlan,
  known: LookRow | undefined,
  row: LookRow,
): Promise<ListedFrame[]> {
  const taught = (one: LookRow | undefined) => one?.teaches === 1;
  const told = known?.observedAt === row.observedAt && known.traits === row.traits && known.teaches === row.teaches;
  if (told || (!taught(known) && !taught(row))) return [];
  const times = new Set([row.observedAt, known?.observedAt ?? row.observedAt]);
  const found = new Map<string, ListedFrame>();
  for (const observedAt of times) {
    for (const after of await looks.after(plan, { f: row.f, observedAt, withinMs: recentMs }, recentFrames)) {
      if (after.f !== row.f) found.set(after.f, after);
    }
  }
  return [...found.values()];
}

function isSame(known: LookRow | undefined, row: LookRow): boolean {
  return (
    known !== undefined && (Object.keys(row) as (keyof LookRow)[]).every((column) => known[column] === row[column])
  );
}

function parsed<T>(json: string | null): T | undefined {
  return json === null ? undefined : (JSON.parse(json) as T);
}
