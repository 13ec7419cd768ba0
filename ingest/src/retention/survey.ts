import { addDays, localDayOf, timeZoneOf, type LocalDay, type SiteConfig } from '@fieldlapse/contracts';
import type { CameraDay, IntakeReader } from '@fieldlapse/store';
import type { FilmState } from './film-state.ts';
import { planDay, type DayPlan } from './plan-day.ts';
import type { RetentionPolicy } from './policy.ts';

/** What the plans are made from; nothing here writes. */
export interface SurveyParts {
  readonly policy: RetentionPolicy;
  readonly intake: IntakeReader;
  readonly film: Pick<FilmState, 'shown' | 'needed'>;
  /** Those of the frames that a record cites. */
  readonly citedAmong: (frames: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly sites: () => readonly SiteConfig[];
  readonly now: () => number;
}

/** The plan for a camera's local day. */
export interface SurveyedDay extends DayPlan {
  readonly site: string;
  readonly camera: string;
  readonly day: LocalDay;
  /** Frames of a day too young to be looked at; 0 for older ones. */
  readonly young: number;
}

/** Plans every day of every camera, oldest day first, each when it is asked for. */
export async function* surveyDays(parts: SurveyParts): AsyncGenerator<SurveyedDay> {
  const { intake, policy } = parts;
  const days: (CameraDay & { site: string; camera: string; old: boolean })[] = [];
  for (const { site, camera } of await intake.cameras()) {
    const zone = timeZoneOf(parts.sites(), site);
    const youngest = addDays(localDayOf(parts.now(), zone), -policy.keepOriginalsDays);
    const ofCamera = await intake.daysOf(site, camera, zone);
    days.push(...ofCamera.map((day) => ({ ...day, site, camera, old: day.day < youngest })));
  }
  days.sort((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)));
  for (const day of days) {
    if (day.old) yield surveyDay(parts, day);
    else yield { site: day.site, camera: day.camera, day: day.day, young: day.frames, retire: [], stay: [] };
  }
}

async function surveyDay(
  { intake, film, citedAmong, policy }: SurveyParts,
  { site, camera, day, from, to }: CameraDay & { site: string; camera: string },
): Promise<SurveyedDay> {
  const frames = await intake.framesOfDay(site, camera, from, to);
  const facts = {
    frames,
    shown: await film.shown(site, camera, day),
    needed: await film.needed(site, camera, day),
    cited: await citedAmong(frames.map(({ f }) => f)),
  };
  return { site, camera, day, young: 0, ...planDay(facts, policy.keepPerDay) };
}
