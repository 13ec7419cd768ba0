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
  darkLuma: threshold(20, 'DN, mean luma below', "the edge's gate; unverified"),
  darkShare: threshold(0.9, 'share of pixels at or below DN 16, above', "the edge's gate; unverified"),
  brightLuma: threshold(235, 'DN, mean luma above', "the edge's gate; unverified"),
  brightShare: threshold(0.4, 'share of pixels at or above DN 250, above', 'chosen on tuning frames: wetland'),
  texture: threshold(2, 'DN, mean difference of pixels four apart, at least', 'chosen on tuning frames: eggs'),
  spotTexture: threshold(0.8, 'DN, mean difference of neighbouring pixels, at least', 'chosen on tuning frames: eggs'),
  sharpness: threshold(
    0.33,
    'fine over coarse detail, below; without history',
    'a smooth ramp gives 0.25; chosen on tuning photos: peanut',
  ),
  sharpnessOfUsual: threshold(
    0.78,
    'share of the usual sharpness along rows or columns, below',
    'chosen on tuning frames: eggs, wetland',
  ),
  sharpnessOneWay: threshold(
    0.65,
    'the same, where the other way kept its sharpness',
    'stubble after harvest 0.74 and more, simulated; motion of 3 px 0.58 and less, wetland',
  ),
  sharpnessKept: threshold(
    0.98,
    'share of the usual sharpness along rows or columns, from which it is kept',
    'stubble after harvest 0.99 and more, simulated; motion of 3 px 0.98 and less, eggs, wetland',
  ),
  fogAlone: threshold(0.6, 'share of light scattered, above; without history', 'He, Sun, Tang 2009 (idea); unverified'),
  fog: threshold(
    0.35,
    'share of light scattered, above',
    'He, Sun, Tang 2009 (idea); chosen on tuning frames: eggs, wetland',
  ),
  fogBetween: threshold(
    0.1,
    'share of light scattered where detail is kept, from which no cover is judged',
    'chosen on tuning frames: wetland',
  ),
  detailLoss: threshold(
    1.3,
    'halvings of fine detail beyond the best tenth of the spots, at least',
    'chosen on tuning frames: eggs, wetland',
  ),
  sameLight: threshold(
    0.85,
    'correlation of brightness with the usual, from which the light is known',
    'chosen on tuning frames: wetland',
  ),
  lensShare: threshold(0.025, 'share of the textured spots, above', 'chosen on tuning frames: eggs, wetland'),
  blockedPart: threshold(0.15, 'share of the textured spots in one piece, at least', 'unverified'),
  coveredPart: threshold(
    0.5,
    'share of the textured spots in one piece, from which the rest is too little to know the light by',
    'unverified',
  ),
  blockedShare: threshold(0.15, 'share of the textured spots, above', 'unverified'),
  frozenShare: threshold(
    0.95,
    'share of sampled pixels equal to those of one recent frame, above',
    'at most 0.13 on eggs and wetland',
  ),
  infraredChroma: threshold(
    0.007,
    'spread of chromaticity, below',
    'eggs: 0.004–0.005 by night, 0.010 and more by day',
  ),
  infraredTexture: threshold(0.25, 'share of the cells with texture, at least', 'unverified'),
  leastHistory: threshold(3, 'comparable recent frames, at least', 'unverified'),
} as const satisfies Record<string, GateThreshold>;
