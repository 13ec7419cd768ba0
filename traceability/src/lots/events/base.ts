import type { JsonObject } from '../../epcis/validate/checks.ts';
import { lotAddress, placeAddress, plotAddress } from '../../gs1/addresses.ts';
import type { Gln, Gtin, LotNumber } from '../../gs1/keys.ts';
import { eventContext } from './terms.ts';

/** What events need to know of where they happen. */
export interface EventPlace {
  readonly site: string;
  /** Null where lots of several plots come together. */
  readonly plot: string | null;
  readonly gln: Gln;
  /** Digits that the company's asset numbers begin with. */
  readonly companyPrefix: string;
  readonly timeZone: string;
}

/** A fact that becomes an event. */
export interface EventParts {
  readonly place: EventPlace;
  /** The lots that the fact belongs to, `GTIN/LOT`. */
  readonly lots: readonly string[];
  readonly recordedAt: number;
  /** Ids of the events of other facts, by the number of the fact. */
  readonly eventIds?: ReadonlyMap<number, string>;
}

/** The fields that every event begins with. */
export function baseOf(type: string, at: number, { place, recordedAt }: EventParts): JsonObject {
  return {
    '@context': eventContext,
    type,
    eventTime: zonedIso(at, place.timeZone),
    recordTime: zonedIso(recordedAt, place.timeZone),
    eventTimeZoneOffset: offsetOf(at, place.timeZone),
  };
}

/** `GTIN/LOT` as the address of the lot. */
export function lotUri(id: string): string {
  const [gtin = '', lot = ''] = id.split('/');
  return lotAddress(gtin as Gtin, lot as LotNumber);
}

/** The lots of a fact, without quantities. */
export function lotQuantities({ lots }: EventParts): JsonObject[] {
  return lots.map((id) => ({ epcClass: lotUri(id) }));
}

/** The plot, or the farm where there are several. */
export const atPlot = ({ place }: EventParts): JsonObject => ({
  id: place.plot === null ? placeAddress(place.gln) : plotAddress(place.gln, place.plot),
});
export const atFarm = ({ place }: EventParts): JsonObject => ({ id: placeAddress(place.gln) });

/** An object without the fields that are undefined. */
export function defined(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** A time on the clock of a zone, with its offset: `2026-03-18T06:00:00.000+07:00`. */
export function zonedIso(utcMs: number, timeZone: string): string {
  const offset = offsetOf(utcMs, timeZone);
  const [hours = '0', minutes = '0'] = offset.slice(1).split(':');
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000 * (offset.startsWith('-') ? -1 : 1);
  return new Date(utcMs + offsetMs).toISOString().replace('Z', offset);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The offset of a zone at a time: `+07:00`. */
export function offsetOf(utcMs: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? '+00:00' : name.slice('GMT'.length, 'GMT+07:00'.length);
}

/** An event on the lots of a fact that only says what was done or seen. */
export function observedOn(at: number, bizStep: string, parts: EventParts): JsonObject {
  return {
    ...baseOf('ObjectEvent', at, parts),
    action: 'OBSERVE',
    bizStep,
    quantityList: lotQuantities(parts),
    readPoint: atPlot(parts),
  };
}
