/** What is written over the film; nothing at first. */
export interface OverlayChoice {
  readonly date: boolean;
  readonly daysAfterSowing: boolean;
  readonly stage: boolean;
  /** `sensor/quantity` of a series that is drawn as a curve. */
  readonly series: string | undefined;
}

export const noOverlays: OverlayChoice = { date: false, daysAfterSowing: false, stage: false, series: undefined };

/** Whether anything is written over the film. */
export function anyOverlay({ date, daysAfterSowing, stage, series }: OverlayChoice): boolean {
  return date || daysAfterSowing || stage || series !== undefined;
}
