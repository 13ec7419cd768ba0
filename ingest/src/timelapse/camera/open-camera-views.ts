import { composePoses, stillPose, type Pose, type Registration } from '@fieldlapse/imaging';
import { onceThere, type RecordsStore } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import { timelapseMigrations, type MoveRow, type ReferenceRow, type TimelapseTables } from '../segments/tables.ts';
import { decisionMigrations, type DecisionTables } from './decisions.ts';
import { viewTable, type ViewTable } from './view-table.ts';

/** A frame that a camera's view is held against from a time on (0: its first), with where the first view's scene stands in it. */
export interface HeldView {
  readonly f: string;
  readonly fromObservedAt: number;
  readonly pose: Pose;
}

/** How cameras look at their fields, for whoever measures their pictures. Nothing is known until films are made. */
export interface OpenCameraViews {
  references(site: string, camera: string): Promise<readonly HeldView[]>;
  /** Moves that nobody has decided about, in order of time; `pose` is null where nothing links the new view to the old one. */
  openMoves(
    site: string,
    camera: string,
  ): Promise<readonly { readonly observedAt: number; readonly reference: string; readonly pose: Pose | null }[]>;
  registrations(frames: readonly string[], reference: string): Promise<ReadonlyMap<string, Registration>>;
  close(): Promise<void>;
}

/** Opens the film maker's records of views for reading, as soon as they are there. */
export function openCameraViews(records: RecordsStore): OpenCameraViews {
  const timelapse = onceThere(() => records.openReadOnly<TimelapseTables>('timelapse', timelapseMigrations.length));
  const decided = onceThere(() => records.openReadOnly<DecisionTables>('move-decisions', decisionMigrations.length));
  const views = async (): Promise<ViewTable | undefined> => {
    const db = await timelapse.get();
    return db && viewTable(db);
  };
  return {
    async references(site, camera) {
      const table = await views();
      return table ? heldViews(await table.references(site, camera), await table.moves(site, camera)) : [];
    },
    async openMoves(site, camera) {
      const moves = (await (await views())?.moves(site, camera)) ?? [];
      const rows = (await (await decided.get())?.selectFrom('decisions').select('move').execute()) ?? [];
      const answered = new Set(rows.map(({ move }) => move));
      return moves
        .filter(({ id }) => !answered.has(id))
        .map(({ observedAt, reference, shift }) => ({ observedAt, reference, pose: poseOf(shift) }))
        .toSorted((a, b) => a.observedAt - b.observedAt);
    },
    registrations: async (frames, reference) => (await (await views())?.registrations(frames, reference)) ?? new Map(),
    async close() {
      await timelapse.close((db: Kysely<TimelapseTables>) => db.destroy());
      await decided.close((db: Kysely<DecisionTables>) => db.destroy());
    },
  };
}

/** Each reference after the first is the first frame of a confirmed move: what the moves before it add up to. */
export function heldViews(references: readonly ReferenceRow[], moves: readonly MoveRow[]): HeldView[] {
  const shifts = new Map(moves.map(({ f, shift }) => [f, poseOf(shift)]));
  let pose: Pose = stillPose;
  return references.map(({ f, fromObservedAt }) => {
    const shift = fromObservedAt === 0 ? null : shifts.get(f);
    if (shift) pose = composePoses(pose, shift);
    return { f, fromObservedAt, pose };
  });
}

function poseOf(shift: string): Pose | null {
  return JSON.parse(shift) as Pose | null;
}
