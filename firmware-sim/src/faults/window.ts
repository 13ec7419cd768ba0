import { z } from 'zod';

/** When a fault holds, as configuration: from one day after sowing to another; for ever where nothing is said. */
export const window = {
  fromDay: z.number().default(-100_000).describe('begins so many days after sowing; fractions are hours'),
  toDay: z.number().default(100_000).describe('ends so many days after sowing'),
};

/** True where the fault holds so many days after sowing. */
export function isDuring(fault: { fromDay: number; toDay: number }, day: number): boolean {
  return day >= fault.fromDay && day < fault.toDay;
}
