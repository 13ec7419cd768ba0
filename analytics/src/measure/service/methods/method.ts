import type { FrameMeasure, MetricName } from '@fieldlapse/contracts';
import type { Area, FrameJudgement, RgbPicture } from '@fieldlapse/imaging';
import type { FramePicture } from '../frame/picture.ts';

/** A frame as methods see it. */
export interface SeenFrame {
  readonly picture: FramePicture;
  /** The metric grid. */
  readonly grid: RgbPicture;
  readonly judgement: FrameJudgement;
  /** Undefined where the place of the farm is not known. */
  readonly sunElevationDeg: number | undefined;
  readonly signal: AbortSignal;
  /** What several methods or areas need of a frame is worked out once. */
  once<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Called when the frame is measured and nothing of it is read any more. */
  readonly over: Pick<DisposableStack, 'defer'>;
}

/** An area as it lies in a frame. */
export interface SeenArea {
  readonly name: string;
  readonly area: Area;
  /** True where it has moved with the scene. */
  readonly moved: boolean;
}

/** What a method says of an area; `classes` where it names what the picture shows. */
export interface Found extends FrameMeasure {
  readonly classes?: Readonly<Record<string, number>> | undefined;
}

/** One way to measure, with its version in its name. */
export interface Method {
  readonly name: string;
  /** Names all that the method itself depends on: another is measured anew. */
  readonly version: string;
  /** SHA-256 of the model; null where none measures. */
  readonly modelHash: string | null;
  /** What it may say; each has a value or a reason in every frame. */
  readonly metrics: readonly MetricName[];
  measure(frame: SeenFrame, area: SeenArea): Promise<Found>;
}
