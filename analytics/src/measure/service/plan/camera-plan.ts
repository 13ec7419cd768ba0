import type { Area } from '@fieldlapse/imaging';
import type { Method } from '../methods/method.ts';
import type { CameraName } from '../records/pending.ts';
import type { OpenMove, ViewReference } from '../view/camera-views.ts';

/** An area of a camera's pictures with what measures it. */
export interface PlannedArea {
  readonly name: string;
  readonly area: Area;
  /** Names the area as it is configured. */
  readonly version: string;
  readonly methods: readonly Method[];
}

/** What is wanted of a camera's frames. */
export interface CameraPlan extends CameraName {
  /** Names all of it: where it is another, every stored frame is looked at again. */
  readonly key: string;
  readonly timeZone: string;
  /** The camera's own area, by which its pictures are judged. */
  readonly main: Pick<PlannedArea, 'area' | 'version'>;
  readonly areas: readonly PlannedArea[];
  /** None where all areas are all of the picture: those follow nothing. */
  readonly references: readonly ViewReference[];
  readonly moves: readonly OpenMove[];
  /** Degrees over the horizon; undefined where the place of the farm is not known. */
  sunElevationDeg(observedAt: number): number | undefined;
}
