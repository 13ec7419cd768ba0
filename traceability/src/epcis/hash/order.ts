/** Names of elements in the order in which they are hashed, each with the order of those below it. */
export type Order = readonly (readonly [name: string, below?: Order])[];

const names = (text: string): Order =>
  text
    .trim()
    .split(/\s+/)
    .map((name) => [name] as const);

const epcs = names('epc');
const quantities: Order = [['quantityElement', names('epcClass quantity uom')]];

const sensorElements: Order = [
  [
    'sensorElement',
    [
      ['sensorMetadata', names('time startTime endTime deviceID deviceMetadata rawData dataProcessingMethod bizRules')],
      [
        'sensorReport',
        names(`type exception deviceID deviceMetadata rawData dataProcessingMethod time microorganism chemicalSubstance
          value component stringValue booleanValue hexBinaryValue uriValue minValue maxValue meanValue sDev percRank
          percValue uom coordinateReferenceSystem`),
      ],
    ],
  ],
];

/**
 * The order of the reference implementation, which is not that of the standard's text: certificationInfo and parentID come before
 * epcList, and business transactions, sources, destinations and ilmd follow sensors, sorted among fields of other
 * namespaces.
 */
export const eventOrder: Order = [
  ...names('eventTime eventTimeZoneOffset certificationInfo parentID'),
  ['epcList', epcs],
  ['inputEPCList', epcs],
  ['childEPCs', epcs],
  ['quantityList', quantities],
  ['childQuantityList', quantities],
  ['inputQuantityList', quantities],
  ['outputEPCList', epcs],
  ['outputQuantityList', quantities],
  ...names('action transformationID bizStep disposition'),
  ['persistentDisposition', names('set unset')],
  ['readPoint', names('id')],
  ['bizLocation', names('id')],
  ['sensorElementList', sensorElements],
];
