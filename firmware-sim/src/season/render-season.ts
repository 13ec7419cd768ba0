import { openScene } from '../scene/scene.ts';
import type { FrameTruth, SceneOptions } from '../scene/truth.ts';

/** A whole season before one camera. */
export interface SeasonOptions {
  readonly scene: SceneOptions;
  /** Length from the day of sowing on, default 120. */
  readonly days?: number;
  /** When pictures are taken, hours after the midnight that `sownAt` is; default 8, 10, 12, 14 and 16. */
  readonly hours?: readonly number[];
  /** Days after sowing of which no picture exists. */
  readonly missingDays?: readonly number[];
  readonly signal?: AbortSignal;
}

export interface SeasonFrame {
  readonly utcMs: number;
  readonly jpeg: Buffer;
  readonly truth: FrameTruth;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** When the season's frames are taken, UTC ms in order. */
export function seasonTimes({
  scene,
  days = 120,
  hours = [8, 10, 12, 14, 16],
  missingDays = [],
}: SeasonOptions): number[] {
  const missing = new Set(missingDays);
  const inOrder = [...hours].sort((a, b) => a - b);
  const times: number[] = [];
  for (let day = 0; day < days; day += 1) {
    if (missing.has(day)) continue;
    for (const hour of inOrder) times.push(scene.sownAt + day * dayMs + Math.round(hour * hourMs));
  }
  return times;
}

/**
 * The season's frames in order of time, each a pure function of the options and its time. The next one is rendered
 * when it is asked for; an abort throws the signal's reason.
 */
export async function* renderSeason(options: SeasonOptions): AsyncGenerator<SeasonFrame, void, undefined> {
  const scene = openScene(options.scene);
  for (const utcMs of seasonTimes(options)) {
    options.signal?.throwIfAborted();
    yield { utcMs, jpeg: await scene.jpegAt(utcMs), truth: scene.truthAt(utcMs) };
  }
}
