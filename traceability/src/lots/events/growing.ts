import type { JsonObject } from '../../epcis/validate/checks.ts';
import type { FactOf } from '../facts/fact.ts';
import { atFarm, atPlot, baseOf, defined, lotUri, observedOn, type EventParts } from './base.ts';
import { ownSteps } from './terms.ts';

// What people do on the field, as events.

export function plantingEvent(fact: FactOf<'planting'>, parts: EventParts): JsonObject {
  return {
    ...baseOf('ObjectEvent', fact.at, parts),
    action: 'ADD',
    bizStep: 'commissioning',
    disposition: 'active',
    quantityList: parts.lots.map((id) => defined({ epcClass: lotUri(id), quantity: fact.plants })),
    readPoint: atPlot(parts),
    bizLocation: atFarm(parts),
    ilmd: defined({
      'cbvmda:lotNumber': parts.lots[0]?.split('/')[1],
      'cbvmda:countryOfOrigin': fact.countryOfOrigin,
      'agri:species': fact.species,
      'agri:variety': fact.variety,
      'agri:plantingAreaCode': fact.plantingAreaCode,
      'agri:areaHa': fact.areaHa,
    }),
  };
}

export function treatmentEvent(fact: FactOf<'treatment'>, parts: EventParts): JsonObject {
  return defined({
    ...observedOn(fact.at, fact.means === 'fertiliser' ? ownSteps.fertilising : ownSteps.protecting, parts),
    'agri:treatment': defined({
      'agri:kind': fact.means,
      'agri:product': fact.product,
      'agri:activeIngredient': fact.activeIngredient,
      'agri:dose': fact.dose,
      'agri:doseUnit': fact.doseUnit,
      'agri:targetPest': fact.pest,
      'agri:preHarvestIntervalDays': fact.preHarvestIntervalDays,
      'agri:operatorRole': fact.operatorRole,
    }),
    'agri:inResponseTo': fact.inResponseTo,
  });
}

export function irrigationEvent(fact: FactOf<'irrigation'>, parts: EventParts): JsonObject {
  const { volumeLitres } = fact;
  const report = { type: 'Volume', value: volumeLitres, uom: 'LTR', 'agri:feature': 'irrigation-water' };
  return defined({
    ...observedOn(fact.at, ownSteps.irrigating, parts),
    sensorElementList: volumeLitres === undefined ? undefined : [{ sensorReport: [report] }],
    'agri:inResponseTo': fact.inResponseTo,
  });
}

export function observationEvent(fact: FactOf<'observation'>, parts: EventParts): JsonObject {
  const { heightCm, count } = fact;
  const reports = [
    ...(heightCm === undefined
      ? []
      : [{ type: 'Length', value: heightCm, uom: 'CMT', 'agri:feature': 'plant-height' }]),
    ...(count === undefined ? [] : [{ type: 'Count', value: count, uom: 'H87', 'agri:feature': 'count' }]),
  ];
  return defined({
    ...observedOn(fact.at, 'inspecting', parts),
    sensorElementList: reports.length === 0 ? undefined : [{ sensorReport: reports }],
    'agri:growthStage': fact.bbch === undefined ? undefined : stageText(fact.bbch),
    'agri:inResponseTo': fact.inResponseTo,
  });
}

/** A BBCH code has two digits. */
export const stageText = (code: number): string => String(code).padStart(2, '0');
