import { FieldlapseError } from '@fieldlapse/contracts';
import { eventIdOf } from '../../epcis/hash/event-hash.ts';
import type { JsonObject } from '../../epcis/validate/checks.ts';
import { validateEpcis } from '../../epcis/validate/validate.ts';
import type { Correction, Fact, FactKind, FactOf } from '../facts/fact.ts';
import { zonedIso, type EventParts } from './base.ts';
import { irrigationEvent, observationEvent, plantingEvent, treatmentEvent } from './growing.ts';
import { harvestEvent, labTestEvent, packingEvent, resolutionEvent, saleEvent, shippingEvent } from './harvested.ts';
import { alertEvent, answerEvent, filmEvent, growthEvent, installationEvent, sensorDayEvent } from './seen.ts';

/** An event that can be handed to the log. */
export interface LotEvent {
  /** The standard's id of it; a correction has that of what it corrects. */
  readonly eventId: string;
  readonly event: JsonObject;
}

const mappings: { readonly [Kind in FactKind]: (fact: FactOf<Kind>, parts: EventParts) => JsonObject } = {
  planting: plantingEvent,
  treatment: treatmentEvent,
  irrigation: irrigationEvent,
  observation: observationEvent,
  labTest: labTestEvent,
  harvest: harvestEvent,
  packing: packingEvent,
  shipping: shippingEvent,
  sale: saleEvent,
  resolution: resolutionEvent,
  installation: installationEvent,
  sensorDay: sensorDayEvent,
  alert: alertEvent,
  answer: answerEvent,
  growth: growthEvent,
  film: filmEvent,
};

/** A fact as an EPCIS 2.0 event with its id; valid, or `EPCIS_INVALID` is thrown. */
export function eventOf(fact: Fact, parts: EventParts): LotEvent {
  const mapping = mappings[fact.kind] as (fact: Fact, parts: EventParts) => JsonObject;
  const event = mapping(fact, parts);
  return sealed(event, eventIdOf(event));
}

/** The same event, declared wrong: same id, recorded anew, with what is right instead. */
export function correctionOf(
  { event, eventId }: LotEvent,
  { at, reason }: Correction,
  timeZone: string,
  correctiveEventIDs: readonly string[],
): LotEvent {
  const declarationTime = zonedIso(at, timeZone);
  const errorDeclaration = { declarationTime, reason, ...(correctiveEventIDs.length > 0 && { correctiveEventIDs }) };
  return sealed({ ...event, recordTime: declarationTime, errorDeclaration }, eventId);
}

function sealed(event: JsonObject, eventId: string): LotEvent {
  const whole = { ...event, eventID: eventId };
  const [fault] = validateEpcis(whole);
  if (fault)
    throw new FieldlapseError('EPCIS_INVALID', `our own ${String(event.type)}: ${fault.pointer}: ${fault.message}`);
  return { event: whole, eventId };
}
