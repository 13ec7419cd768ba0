import { createHash } from 'node:crypto';
import { localDayOf } from '@fieldlapse/contracts';
import type { JsonObject } from '../../epcis/validate/checks.ts';
import { documentAddress, placeAddress, unitAddress } from '../../gs1/addresses.ts';
import type { FactOf } from '../facts/fact.ts';
import { atFarm, atPlot, baseOf, defined, lotQuantities, lotUri, type EventParts } from './base.ts';
import { ownSteps } from './terms.ts';

// What happens to a harvest lot, as events.

export function harvestEvent(fact: FactOf<'harvest'>, parts: EventParts): JsonObject {
  const [lot = ''] = parts.lots;
  return defined({
    ...baseOf('TransformationEvent', fact.at, parts),
    transformationID: transformationId(lot),
    bizStep: 'commissioning',
    disposition: 'active',
    inputQuantityList: fact.from.map((id) => ({ epcClass: lotUri(id) })),
    outputQuantityList: [{ epcClass: lotUri(lot), quantity: fact.kilograms, uom: 'KGM' }],
    readPoint: atPlot(parts),
    bizLocation: atFarm(parts),
    ilmd: defined({
      'cbvmda:lotNumber': lot.split('/')[1],
      'cbvmda:countryOfOrigin': fact.countryOfOrigin,
      'agri:harvestDate': localDayOf(fact.at, parts.place.timeZone),
      'agri:brand': fact.brand,
      'agri:bestBefore': fact.bestBefore,
    }),
    certificationInfo: fact.certificates.length === 0 ? undefined : fact.certificates,
  });
}

/** One harvest lot is one transformation: a UUID of version 8 [RFC 9562] from its name. */
function transformationId(lot: string): string {
  const hex = createHash('sha256').update(`agri-trace/harvest/v1\n${lot}`).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ];
  return `urn:uuid:${groups.join('-')}`;
}

export function labTestEvent(fact: FactOf<'labTest'>, parts: EventParts): JsonObject {
  return {
    ...baseOf('ObjectEvent', fact.at, parts),
    action: 'OBSERVE',
    bizStep: 'inspecting',
    persistentDisposition: { set: [fact.conformant ? 'conformant' : 'non_conformant'] },
    quantityList: lotQuantities(parts),
    readPoint: atFarm(parts),
    bizTransactionList: [{ type: 'testres', bizTransaction: documentAddress(fact.laboratory, fact.report) }],
  };
}

const contentsOf = (contents: FactOf<'packing'>['contents']): JsonObject[] =>
  contents.map(({ lot, kilograms }) => ({ epcClass: lotUri(lot), quantity: kilograms, uom: 'KGM' }));

export function packingEvent(fact: FactOf<'packing'>, parts: EventParts): JsonObject {
  return {
    ...baseOf('AggregationEvent', fact.at, parts),
    action: 'ADD',
    bizStep: 'packing',
    disposition: 'in_progress',
    parentID: unitAddress(fact.sscc),
    childQuantityList: contentsOf(fact.contents),
    readPoint: atFarm(parts),
    bizLocation: atFarm(parts),
  };
}

export function shippingEvent(fact: FactOf<'shipping'>, parts: EventParts): JsonObject {
  const { gln } = parts.place;
  const { despatchAdvice } = fact;
  return defined({
    ...baseOf('ObjectEvent', fact.at, parts),
    action: 'OBSERVE',
    bizStep: 'shipping',
    disposition: 'in_transit',
    epcList: fact.units.map(unitAddress),
    readPoint: atFarm(parts),
    bizTransactionList:
      despatchAdvice === undefined
        ? undefined
        : [{ type: 'desadv', bizTransaction: documentAddress(gln, despatchAdvice) }],
    sourceList: [{ type: 'possessing_party', source: placeAddress(gln) }],
    destinationList: [{ type: 'possessing_party', destination: placeAddress(fact.to) }],
  });
}

export function saleEvent(fact: FactOf<'sale'>, parts: EventParts): JsonObject {
  const { gln } = parts.place;
  const papers = [
    ...(fact.invoice === undefined ? [] : [{ type: 'inv', bizTransaction: documentAddress(gln, fact.invoice) }]),
    ...(fact.order === undefined ? [] : [{ type: 'po', bizTransaction: documentAddress(fact.buyer, fact.order) }]),
  ];
  return {
    ...baseOf('TransactionEvent', fact.at, parts),
    action: 'ADD',
    // The standard has no word for selling to a trader: retail_selling ends in a consumer's hands.
    disposition: 'in_transit',
    bizTransactionList: papers,
    quantityList: contentsOf(fact.contents),
    readPoint: atFarm(parts),
    sourceList: [{ type: 'owning_party', source: placeAddress(gln) }],
    destinationList: [{ type: 'owning_party', destination: placeAddress(fact.buyer) }],
  };
}

export function resolutionEvent(fact: FactOf<'resolution'>, parts: EventParts): JsonObject {
  return {
    ...baseOf('ObjectEvent', fact.at, parts),
    action: 'OBSERVE',
    bizStep: ownSteps.resolving,
    quantityList: lotQuantities(parts),
    readPoint: atFarm(parts),
    'agri:resolution': {
      'agri:treatment': parts.eventIds?.get(fact.treatment) ?? String(fact.treatment),
      'agri:decision': fact.decision,
      'agri:authorisedAs': fact.authorisedAs,
    },
  };
}
