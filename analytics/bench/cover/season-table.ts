import type { MeasuredPicture } from './measure-season.ts';

/** How well green cover was told in some frames; shares 0–1, errors in points of cover. */
export interface CoverScore {
  readonly frames: number;
  /** Frames with a value, and those without: rightly where the simulator spoiled the picture, or for nothing. */
  readonly valid: number;
  readonly withheldShare: number;
  readonly withheldOfGood: number;
  /** Of the valid frames: within 3 points of the truth. */
  readonly within3: number;
  readonly biasPoints: number;
  readonly worstPoints: number;
  /** Of the valid frames: the truth lies within the uncertainty that is said. */
  readonly withinUncertainty: number;
  readonly plantWithin3: number;
}

/** Days after sowing of the simulated rice, by what is hard about them. */
const phases = {
  'bare, seedlings (0–12)': [0, 12],
  'tillering (12–36)': [12, 36],
  'closing (36–48)': [36, 48],
  'closed, green (48–84)': [48, 84],
  'ripening (84–92.3)': [84, 92.3],
  'flood, straw (92.3–112)': [92.3, 112],
  'stubble (112–120)': [112, 121],
} as const;

/** What spoils a picture so that withholding is right. */
const spoiling = /fog|blurred|blocked|frozen/;

export function seasonTable(seasons: ReadonlyMap<string, readonly MeasuredPicture[]>): {
  readonly seasons: Record<string, CoverScore>;
  readonly phases: Record<string, CoverScore>;
} {
  const all = [...seasons.values()].flat();
  const bySeason = [...seasons].map(([name, pictures]) => [name, scoreOf(pictures)] as const);
  const byPhase = Object.entries(phases).map(([name, [from, to]]) => {
    const during = all.filter(({ daysAfterSowing: day }) => day >= from && day < to);
    return [name, scoreOf(during)] as const;
  });
  return { seasons: Object.fromEntries([...bySeason, ['all', scoreOf(all)]]), phases: Object.fromEntries(byPhase) };
}

function scoreOf(pictures: readonly MeasuredPicture[]): CoverScore {
  const valid = pictures.filter(({ greenCover }) => greenCover !== undefined);
  const good = pictures.filter(({ troubles, sunElevationDeg }) => !spoiling.test(troubles) && sunElevationDeg >= 10);
  const errors = valid.map(({ greenCover, truthGreenCover }) => greenCover! - truthGreenCover);
  const share = (part: number, of: number): number => Number((part / Math.max(1, of)).toFixed(4));
  const points = (value: number): number => Number((100 * value).toFixed(2));
  return {
    frames: pictures.length,
    valid: valid.length,
    withheldShare: share(pictures.length - valid.length, pictures.length),
    withheldOfGood: share(good.filter(({ greenCover }) => greenCover === undefined).length, good.length),
    within3: share(errors.filter((error) => Math.abs(error) <= 0.03).length, errors.length),
    biasPoints: points(errors.reduce((sum, error) => sum + error, 0) / Math.max(1, errors.length)),
    worstPoints: points(errors.reduce((worst, error) => Math.max(worst, Math.abs(error)), 0)),
    withinUncertainty: share(
      valid.filter((one, at) => Math.abs(errors[at]!) <= one.greenUncertainty!).length,
      errors.length,
    ),
    plantWithin3: share(
      valid.filter((one) => Math.abs(one.plantCover! - one.truthPlantCover) <= 0.03).length,
      valid.length,
    ),
  };
}
