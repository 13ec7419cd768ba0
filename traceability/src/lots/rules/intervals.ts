import { addDays, localDayOf, type LocalDay } from '@fieldlapse/contracts';
import { factsOf, type History, type LotOf } from './history.ts';

/** A harvest that came before a treatment's interval was over: neither label nor release until somebody in charge decides. */
export interface EarlyHarvest {
  /** Ids of the two facts. */
  readonly treatment: number;
  readonly harvest: number;
  readonly product: string;
  readonly treatedOn: LocalDay;
  readonly harvestedOn: LocalDay;
  /** The first day on which a harvest would have been safe. */
  readonly safeFrom: LocalDay;
  /** The decision, where there is one: everybody can read it. */
  readonly resolution?: { readonly fact: number; readonly decision: string; readonly authorisedAs: string };
}

/**
 * Harvests of a lot inside an interval, in the local days of the farm: a treatment on the 1st with 7 days makes the 8th safe. A
 * treatment counts whenever it was recorded, also after the harvest.
 */
export function earlyHarvests(history: History, lot: LotOf): EarlyHarvest[] {
  const resolutions = factsOf(history, 'resolution', [lot.id]);
  return factsOf(history, 'harvest', [lot.id]).flatMap((harvest) => {
    const harvestedOn = localDayOf(harvest.fact.at, lot.timeZone);
    return factsOf(history, 'treatment', harvest.fact.from).flatMap((treatment): EarlyHarvest[] => {
      const treatedOn = localDayOf(treatment.fact.at, lot.timeZone);
      const safeFrom = addDays(treatedOn, treatment.fact.preHarvestIntervalDays);
      // What is sprayed after the cut does not touch what was cut.
      if (treatment.fact.at > harvest.fact.at || harvestedOn >= safeFrom) return [];
      const decided = resolutions.find(({ fact }) => fact.treatment === treatment.id);
      return [
        {
          ...{ treatment: treatment.id, harvest: harvest.id, product: treatment.fact.product },
          ...{ treatedOn, harvestedOn, safeFrom },
          ...(decided && {
            resolution: {
              fact: decided.id,
              decision: decided.fact.decision,
              authorisedAs: decided.fact.authorisedAs,
            },
          }),
        },
      ];
    });
  });
}
