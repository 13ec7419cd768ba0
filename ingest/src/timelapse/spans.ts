import { addDays, daysBetween, type LocalDay } from '@fieldlapse/contracts';

/** How far back, in days, the light and the view of a frame may depend on earlier frames. */
export const lookBackDays = 7;

/** A season film is coded in closed groups of so many calendar days; only the last one is coded anew when a day comes. */
export const seasonGroupDays = 24;

// Groups are counted from a fixed day, so that a frame that comes late never moves their edges.
const firstGroup = '2000-01-01' as LocalDay;

/** First day of the group that a day belongs to. */
export function seasonGroupOf(day: LocalDay): LocalDay {
  const groups = Math.floor(daysBetween(firstGroup, day) / seasonGroupDays);
  return addDays(firstGroup, groups * seasonGroupDays);
}
