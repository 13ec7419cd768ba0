import { normalDigitalLink } from './digital-link.ts';
import { digitalLinkOfUrn } from './epc-urn.ts';

// How the reference implementation writes values before it hashes them. Its language is Python: where numbers and text
// are told apart, that shows.

const pythonFloat = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;

/** The value of a field: old vocabulary and EPC URNs as web addresses, whatever looks like a number as that number. */
export function canonicalValue(text: string): string {
  const value = canonicalNumber(webVocabulary(text));
  return digitalLinkOfUrn(value) ?? normalDigitalLink(value) ?? value;
}

const oldVocabulary: readonly (readonly [string, string])[] = [
  ['urn:epcglobal:cbv:bizstep:', 'https://ref.gs1.org/cbv/BizStep-'],
  ['urn:epcglobal:cbv:disp:', 'https://ref.gs1.org/cbv/Disp-'],
  ['urn:epcglobal:cbv:btt:', 'https://ref.gs1.org/cbv/BTT-'],
  ['urn:epcglobal:cbv:sdt:', 'https://ref.gs1.org/cbv/SDT-'],
  ['urn:epcglobal:cbv:er:', 'https://ref.gs1.org/cbv/ER-'],
];

function webVocabulary(text: string): string {
  return oldVocabulary.reduce((changed, [urn, address]) => changed.replaceAll(urn, address), text);
}

/** `007.50` → `7.5`; text that is no number stays. */
function canonicalNumber(text: string): string {
  if (!pythonFloat.test(text)) return text;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? numberText(value) : text;
}

/** A number as Python prints it: whole ones with all their digits, small ones below 0.0001 with an exponent of two digits. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}

const timePattern = /^(\d{4}-\d\d-\d\d)[T\s](\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d(?::?\d\d)?)$/i;

/**
 * A time in UTC to the millisecond; undefined for what is no time. Digits beyond microseconds are dropped, then the
 * even millisecond is taken of two that are equally near.
 */
export function canonicalTime(text: string): string | undefined {
  const [found, day, clock, fraction = '', zone = ''] = timePattern.exec(text) ?? [];
  if (found === undefined) return undefined;
  const secondMs = Date.parse(`${day}T${clock}${fullOffset(zone)}`);
  if (Number.isNaN(secondMs)) return undefined;
  const micros = Number(fraction.padEnd(6, '0').slice(0, 6));
  const [whole, rest] = [Math.floor(micros / 1000), micros % 1000];
  const up = rest > 500 || (rest === 500 && whole % 2 === 1);
  return new Date(secondMs + whole + (up ? 1 : 0)).toISOString();
}

function fullOffset(zone: string): string {
  if (/^z$/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
