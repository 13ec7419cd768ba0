import type { GateFlag, GateNumbers } from './judge.ts';

/** What is left of the score under each flag: the worst is a frame that shows nothing, or another moment. */
const left: Record<GateFlag, number> = {
  dark: 0.02,
  bright: 0.3,
  blurred: 0.3,
  fogged: 0.5,
  lens: 0.7,
  blocked: 0.2,
  frozen: 0.1,
  infrared: 0.25,
};

/** Sharpness of a good picture where the camera's own is not known. */
const goodSharpness = 0.5;

/**
 * How fit a frame is to stand for its day, 0–1: the product of what exposure, sharpness, fog and cover leave of it, and of a
 * factor for each flag. Frames without a flag lie above 0.3 unless several numbers are poor at once.
 */
export function scoreOf(numbers: GateNumbers, flags: readonly GateFlag[], usualSharpness: number | null): number {
  const { luma, brightShare, sharpness, fog, lensShare, blockedShare } = numbers;
  const exposure = Math.min(1, 0.5 + luma / 120, 0.5 + (255 - luma) / 120) * (1 - brightShare / 2);
  // A camera whose pictures have no texture at all has no sharpness of its own to be held against.
  const usual = usualSharpness || goodSharpness;
  const sharp = Math.min(1, 0.4 + (0.6 * (sharpness ?? 0)) / usual);
  const seen = (1 - 0.6 * (fog ?? 0)) * (1 - (lensShare ?? 0)) * (1 - (blockedShare ?? 0));
  const score = flags.reduce((product, flag) => product * left[flag], exposure * sharp * seen);
  return Math.round(score * 1000) / 1000;
}
