import type { JsonObject } from '../../epcis/validate/checks.ts';
import { assetAddress, digestAddress } from '../../gs1/addresses.ts';
import type { FactOf } from '../facts/fact.ts';
import { atFarm, atPlot, baseOf, defined, observedOn, zonedIso, type EventParts } from './base.ts';
import { stageText } from './growing.ts';
import { metricReport, quantityReport, rounded } from './measures.ts';
import { daySummaryMethod, methodAddress, ownSteps } from './terms.ts';

// What cameras, sensors and services saw, as events.

const deviceOf = ({ place }: EventParts, kind: 'camera' | 'sensor', name: string): string =>
  assetAddress(place.companyPrefix, kind, place.site, name);

export function installationEvent(fact: FactOf<'installation'>, parts: EventParts): JsonObject {
  return {
    ...baseOf('AssociationEvent', fact.at, parts),
    action: 'ADD',
    bizStep: 'installing',
    parentID: atPlot(parts).id,
    childEPCs: fact.devices.map(({ kind, name }) => deviceOf(parts, kind, name)),
    readPoint: atPlot(parts),
    bizLocation: atFarm(parts),
  };
}

export function sensorDayEvent(fact: FactOf<'sensorDay'>, parts: EventParts): JsonObject {
  const { timeZone } = parts.place;
  return {
    ...observedOn(fact.at, 'sensor_reporting', parts),
    sensorElementList: [
      {
        sensorMetadata: {
          startTime: zonedIso(fact.from, timeZone),
          endTime: zonedIso(fact.to, timeZone),
          deviceID: deviceOf(parts, 'sensor', fact.sensor),
          rawData: digestAddress(fact.pointsSha256),
          dataProcessingMethod: daySummaryMethod,
          'agri:coverage': rounded(fact.coverage),
        },
        sensorReport: fact.quantities.map(({ quantity, min, max, mean, sDev, count }) => ({
          ...quantityReport(quantity, { minValue: min, maxValue: max, meanValue: mean, sDev }),
          'agri:count': count,
        })),
      },
    ],
  };
}

export function alertEvent(fact: FactOf<'alert'>, parts: EventParts): JsonObject {
  const time = zonedIso(fact.at, parts.place.timeZone);
  const deviceID = fact.sensor === undefined ? undefined : deviceOf(parts, 'sensor', fact.sensor);
  const exception = fact.equipment ? 'ERROR_CONDITION' : 'ALARM_CONDITION';
  return {
    ...observedOn(fact.at, 'sensor_reporting', parts),
    sensorElementList: [
      {
        sensorMetadata: defined({ time, deviceID, bizRules: fact.rule }),
        // A rule may watch several quantities, or what is worked out of them: its own numbers stand in the alarm.
        sensorReport: [{ type: 'Dimensionless', exception, time }],
      },
    ],
    'agri:alarm': defined({
      'agri:id': fact.alert,
      'agri:nameVi': fact.names?.vi,
      'agri:nameEn': fact.names?.en,
      'agri:state': fact.state,
      'agri:severity': fact.severity,
      'agri:value': fact.value,
      'agri:threshold': fact.threshold,
      'agri:unit': fact.unit,
    }),
  };
}

export function answerEvent(fact: FactOf<'answer'>, parts: EventParts): JsonObject {
  return {
    ...observedOn(fact.at, 'inspecting', parts),
    'agri:answer': defined({ 'agri:id': fact.decision, 'agri:words': fact.words }),
    'agri:inResponseTo': fact.inResponseTo,
  };
}

export function growthEvent(fact: FactOf<'growth'>, parts: EventParts): JsonObject {
  const { modelSha256 } = fact;
  return defined({
    ...observedOn(fact.at, 'inspecting', parts),
    sensorElementList: [
      {
        sensorMetadata: {
          time: zonedIso(fact.at, parts.place.timeZone),
          deviceID: deviceOf(parts, 'camera', fact.camera),
          rawData: digestAddress(fact.frameSha256),
          dataProcessingMethod: modelSha256 === undefined ? methodAddress(fact.method) : digestAddress(modelSha256),
          'agri:method': fact.method,
          'agri:area': fact.area,
        },
        sensorReport: fact.values.map(({ metric, value, uncertainty }) =>
          defined({
            ...metricReport(metric, { value }),
            'agri:uncertainty':
              uncertainty === undefined ? undefined : metricReport(metric, { value: uncertainty }).value,
          }),
        ),
      },
    ],
    'agri:growthStage': fact.bbch === undefined ? undefined : stageText(fact.bbch),
  });
}

export function filmEvent(fact: FactOf<'film'>, parts: EventParts): JsonObject {
  return {
    ...observedOn(fact.at, ownSteps.publishing, parts),
    'agri:attachments': fact.attachments.map(({ role, mediaType, bytes, sha256 }) => ({
      'agri:role': role,
      'agri:mediaType': mediaType,
      'agri:bytes': bytes,
      'agri:digest': digestAddress(sha256),
    })),
  };
}
