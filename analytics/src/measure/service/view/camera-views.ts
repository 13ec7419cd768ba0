import type { Pose, Registration } from '@fieldlapse/imaging';

/** A frame that a camera's view is held against. */
export interface ViewReference {
  readonly f: string;
  /** From then on, UTC ms; 0 for a camera's first one. */
  readonly fromObservedAt: number;
  /** Where the first view's scene stands in this one: what confirmed moves add up to, as far as they are known. */
  readonly pose: Pose;
}

/** A move that people have not said anything to yet. */
export interface OpenMove {
  readonly observedAt: number;
  /** The reference that the view has left. */
  readonly reference: string;
  /** Against that reference; null where nothing links the new view to the old one. */
  readonly pose: Pose | null;
}

/** What the film maker knows of how cameras look at their fields; this service is handed it, or does without. */
export interface CameraViews {
  /** In order of time. */
  references(site: string, camera: string): Promise<readonly ViewReference[]>;
  /** In order of time; dismissed ones are none. */
  openMoves(site: string, camera: string): Promise<readonly OpenMove[]>;
  /** How frames lie on a reference, as far as that is known, by frame id. */
  registrations(frames: readonly string[], reference: string): Promise<ReadonlyMap<string, Registration>>;
}

/** Views of which nothing is known: areas stand as they are configured. */
export const noViews: CameraViews = {
  references: async () => [],
  openMoves: async () => [],
  registrations: async () => new Map(),
};
