import type { RgbPicture } from '../decode.ts';
import { cellsWith } from './cells/grid.ts';
import { coverOf, likeness } from './cover.ts';
import { fogOf } from './fog.ts';
import { scoreOf } from './score.ts';
import { gateThresholds } from './thresholds.ts';
import { cellMaps, gateVersion, traitsOf, type CellMaps, type FrameTraits } from './traits.ts';
import { isDark, isInfrared, usualView, type UsualView } from './usual.ts';

/** What may be wrong with a frame; a mark, never a reason to drop it. */
export type GateFlag = 'dark' | 'bright' | 'blurred' | 'fogged' | 'lens' | 'blocked' | 'frozen' | 'infrared';

/** Numbers behind the flags; null where the dark or too little history leaves nothing to judge. */
export interface GateNumbers {
  /** Mean luma, DN 0–255. */
  readonly luma: number;
  /** Share of pixels at or below DN 16. */
  readonly darkShare: number;
  /** Share of pixels at or above DN 250. */
  readonly brightShare: number;
  /** Differences of neighbouring pixels over those of pixels four apart, along rows or columns, whichever is less; 0 without texture. */
  readonly sharpness: number | null;
  /** Share of the light that fog scatters into the lens, 0–1. */
  readonly fog: number | null;
  /** Share of the textured cells under drops or dirt, 0–1. */
  readonly lensShare: number | null;
  /** Share of the textured cells hidden by something near, 0–1. */
  readonly blockedShare: number | null;
  /** Share of sampled pixels equal to those of one recent frame, the most of all; 0–1. */
  readonly frozenShare: number | null;
  /** Spread of chromaticity, 0–1. */
  readonly chroma: number;
}

/** A judged frame. */
export interface FrameJudgement {
  /** {@link gateVersion}. */
  readonly version: string;
  readonly numbers: GateNumbers;
  readonly flags: readonly GateFlag[];
  /** How fit the frame is to stand for its day, 0–1. */
  readonly score: number;
  readonly traits: FrameTraits;
}

/** Measures and judges a picture, best 640 px wide. `area` as of `areaMask`; `recent` as of {@link judgeTraits}. Pure. */
export function judgeFrame(
  picture: RgbPicture,
  { area, recent }: { readonly area?: Uint8Array | undefined; readonly recent: readonly FrameTraits[] },
): FrameJudgement {
  return judgeTraits(traitsOf(picture, area), recent);
}

/**
 * Judges a frame by its traits and those of earlier frames of its camera that {@link teaches} lets through: at most the
 * last 12 of 7 days, in any order. Where fewer than three show the same kind of light, what needs them is not judged.
 */
export function judgeTraits(traits: FrameTraits, recent: readonly FrameTraits[]): FrameJudgement {
  const { luma, darkShare, brightShare, chroma } = traits;
  const exposure = { luma, darkShare, brightShare, chroma };
  if (isDark(traits)) {
    const numbers = { ...exposure, sharpness: null, fog: null, lensShare: null, blockedShare: null, frozenShare: null };
    return { version: gateVersion, numbers, flags: ['dark'], score: scoreOf(numbers, ['dark'], null), traits };
  }
  const now = cellMaps(traits);
  const usual = usualView(traits, recent);
  const soft = isSoft(traits, now, usual);
  const cover = usual && coverOf(now, usual, soft);
  const numbers = {
    ...exposure,
    sharpness: Math.min(traits.sharpX, traits.sharpY),
    fog: fogOf(now, usual),
    lensShare: shareOrNull(cover?.lensShare),
    blockedShare: shareOrNull(cover?.blockedShare),
    frozenShare: frozenShareOf(traits, recent),
  };
  const flags = flagsOf(traits, numbers, soft, usual !== undefined);
  return {
    version: gateVersion,
    numbers,
    flags,
    score: scoreOf(numbers, flags, usual ? Math.min(usual.sharpX, usual.sharpY) : null),
    traits,
  };
}

// Of a scene without textured cells no share can be told.
const shareOrNull = (share: number | undefined): number | null => (Number.isFinite(share) ? share! : null);

/** Whether later frames may be compared to this one: it shows the scene as it is. */
export function teaches({ flags }: Pick<FrameJudgement, 'flags'>): boolean {
  return flags.every((flag) => flag === 'bright' || flag === 'infrared');
}

function flagsOf(traits: FrameTraits, numbers: GateNumbers, soft: boolean, hasUsual: boolean): GateFlag[] {
  const limits = gateThresholds;
  const isBright = numbers.luma > limits.brightLuma.number || numbers.brightShare > limits.brightShare.number;
  const isBlocked = (numbers.blockedShare ?? 0) > limits.blockedShare.number;
  const isBlurred = soft && !isBlocked;
  const isHazy = numbers.fog! > (hasUsual ? limits.fog : limits.fogAlone).number;
  const holds: Record<Exclude<GateFlag, 'dark'>, boolean> = {
    bright: isBright,
    blurred: isBlurred,
    // Overexposure and defocus take contrast away as well.
    fogged: isHazy && !isBlocked && !isBlurred && !isBright,
    lens: (numbers.lensShare ?? 0) > limits.lensShare.number,
    blocked: isBlocked,
    frozen: (numbers.frozenShare ?? 0) > limits.frozenShare.number,
    infrared: isInfrared(traits) && !isBlocked && !isBright && !isHazy,
  };
  return (Object.keys(holds) as (keyof typeof holds)[]).filter((flag) => holds[flag]);
}

/** Soft all over: for any picture, or for what this camera usually gives. */
function isSoft({ sharpX, sharpY }: FrameTraits, now: CellMaps, usual: UsualView | undefined): boolean {
  if (sharpX === 0) {
    // Nothing has texture: out of focus if the layout of light and shade is still there.
    return usual !== undefined && likeness(now, usual, cellsWith((cell) => usual.coarse[cell]! >= 0)) > 0.8; // prettier-ignore
  }
  if (usual === undefined) return Math.min(sharpX, sharpY) < gateThresholds.sharpness.number;
  const shares = [sharpX / usual.sharpX, sharpY / usual.sharpY];
  const { sharpnessOfUsual, sharpnessOneWay, sharpnessKept } = gateThresholds;
  // A lens out of focus takes detail both ways, a shake some of it too; where one way has gained, the field has changed.
  const limit = Math.max(...shares) < sharpnessKept.number ? sharpnessOfUsual : sharpnessOneWay;
  return Math.min(...shares) < limit.number;
}

function frozenShareOf({ v, print }: FrameTraits, recent: readonly FrameTraits[]): number | null {
  const now = Buffer.from(print, 'base64');
  let most: number | null = null;
  for (const past of recent) {
    if (past.v !== v) continue;
    const then = Buffer.from(past.print, 'base64');
    let [equal, count] = [0, 0];
    for (let sample = 0; sample < now.length; sample += 1) {
      if (now[sample] === 0 && then[sample] === 0) continue;
      count += 1;
      if (now[sample] === then[sample]) equal += 1;
    }
    // A picture nearly all clipped has nothing to tell it from the next.
    if (count * 4 >= now.length) most = Math.max(most ?? 0, equal / count);
  }
  return most;
}
