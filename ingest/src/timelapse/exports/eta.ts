/** How far work is: frames, of which `before` were done when it began at `startedMono` (real ms). */
export interface Pacing {
  readonly done: number;
  readonly total: number;
  readonly before: number;
  readonly startedMono: number;
}

/** Time left at the pace so far, ms; null until there is one. */
export function etaMsOf({ done, total, before, startedMono }: Pacing): number | null {
  if (done <= before || total === 0) return null;
  return Math.round(((performance.now() - startedMono) / (done - before)) * (total - done));
}
