/** One threshold of the gate: data, so that a farm's technician can read why a picture was marked. */
export interface GateThreshold {
  readonly number: number;
  readonly unit: string;
  /** Where the number comes from: a paper, a named set it was measured on, or that nothing verified it. */
  readonly source: string;
}

const threshold = (number: number, unit: string, source: string): GateThreshold => ({ number, unit, source });

/** Every threshold of the gate. `docs/quality.md` repeats them; a test compares. */
export const gateThresholds = {
  darkLuma: threshold(20, 'DN, mean luma below', 'that of the edge gate'),
  darkShare: threshold(0.9, 'share of pixels at or below DN 16, above', 'that of the edge gate'),
  brightLuma: threshold(235, 'DN, mean luma above', 'that of the edge gate'),
  brightShare: threshold(0.5, 'share of pixels at or above DN 250, above', 'that of the edge gate'),
  texture: threshold(2, 'DN, mean difference of pixels four apart', 'unverified'),
  sharpness: threshold(0.28, 'fine over coarse detail, below', 'unverified'),
  sharpnessOfUsual: threshold(0.78, 'share of the usual sharpness, below', 'unverified'),
  fogAlone: threshold(0.6, 'share of light scattered, above; without history', 'unverified'),
  fog: threshold(0.35, 'share of light scattered, above', 'unverified'),
  detailLoss: threshold(1.5, 'halvings of fine detail beyond the best quarter of the cells', 'unverified'),
  lensShare: threshold(0.02, 'share of the textured cells, above', 'unverified'),
  blockedPart: threshold(0.15, 'share of the textured cells in one piece, above', 'unverified'),
  blockedShare: threshold(0.15, 'share of the cells, above', 'unverified'),
  coverChange: threshold(20, 'DN, change of brightness under a cover', 'unverified'),
  frozenShare: threshold(0.95, 'share of sampled pixels equal to an earlier frame, above', 'unverified'),
  infraredChroma: threshold(0.007, 'spread of chromaticity, below', 'unverified'),
  leastHistory: threshold(3, 'comparable earlier frames', 'unverified'),
} as const satisfies Record<string, GateThreshold>;
