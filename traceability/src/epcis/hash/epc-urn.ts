import { withCheckDigit } from '../../gs1/check-digit.ts';

// EPC URNs [GS1 EPC Tag Data Standard, sections 6 and 8] as GS1 Digital Link addresses.

const serial = String.raw`(?:%2[125-9A-Fa-f]|%3[0-9A-Fa-f]|%4[1-9A-Fa-f]|%5[0-9AaFf]|%6[1-9A-Fa-f]|%7[0-9Aa]|[!')(*+,.0-9:;=A-Za-z_-])`;
const part = String.raw`(?:%2[3dfDF]|%3[0-9]|%4[1-9A-Fa-f]|%5[0-9Aa]|[0-9A-Z-])`;

/** What follows the company prefix, by kind of key. */
interface Kind {
  /** Digits of company prefix and reference together; undefined where the reference is no number. */
  readonly digits?: number;
  /** What follows them. */
  readonly tail: RegExp;
  /** Path of the address. */
  readonly path: (prefix: string, reference: string, tail: readonly string[]) => string;
}

const tail = (pattern: string): RegExp => new RegExp(`^${pattern}$`);
const none = tail('');

/** A GTIN: the first digit of the item reference goes in front of the company prefix. */
const gtin = (prefix: string, reference: string): string =>
  withCheckDigit(reference.slice(0, 1) + prefix + reference.slice(1));
const plain = (prefix: string, reference: string): string => withCheckDigit(prefix + reference);

const kinds: Readonly<Record<string, Kind>> = {
  'id:sgtin': {
    digits: 13,
    tail: tail(String.raw`\.(${serial}{1,20})`),
    path: (prefix, item, [number]) => `01/${gtin(prefix, item)}/21/${escaped(number)}`,
  },
  'id:sscc': { digits: 17, tail: none, path: (prefix, reference) => `00/${gtin(prefix, reference)}` },
  'id:sgln': {
    digits: 12,
    tail: tail(String.raw`\.(${serial}{1,20})`),
    path: (prefix, place, [extension]) =>
      `414/${plain(prefix, place)}${extension === '0' ? '' : `/254/${escaped(extension)}`}`,
  },
  'id:pgln': { digits: 12, tail: none, path: (prefix, party) => `417/${plain(prefix, party)}` },
  'id:grai': {
    digits: 12,
    tail: tail(String.raw`\.(${serial}{1,16})`),
    path: (prefix, type, [number]) => `8003/0${plain(prefix, type)}${escaped(number)}`,
  },
  'id:giai': {
    tail: tail(String.raw`(${serial}{1,24})`),
    path: (prefix, _none, [number]) => `8004/${prefix}${escaped(number)}`,
  },
  'id:gsrn': { digits: 17, tail: none, path: (prefix, service) => `8018/${plain(prefix, service)}` },
  'id:gsrnp': { digits: 17, tail: none, path: (prefix, service) => `8017/${plain(prefix, service)}` },
  'id:gdti': {
    digits: 12,
    tail: tail(String.raw`\.(${serial}{1,20})`),
    path: (prefix, type, [number]) => `253/${plain(prefix, type)}${escaped(number)}`,
  },
  'id:cpi': {
    tail: tail(String.raw`(${part}{1,24})\.(\d{1,12})`),
    path: (prefix, _none, [type, number]) => `8010/${prefix}${escaped(type)}/8011/${number}`,
  },
  'id:sgcn': {
    digits: 12,
    tail: tail(String.raw`\.(\d{1,12})`),
    path: (prefix, coupon, [number]) => `255/${plain(prefix, coupon)}${number}`,
  },
  'id:ginc': {
    tail: tail(String.raw`(${serial}{1,24})`),
    path: (prefix, _none, [number]) => `401/${prefix}${escaped(number)}`,
  },
  'id:gsin': { digits: 16, tail: none, path: (prefix, shipper) => `402/${plain(prefix, shipper)}` },
  'id:itip': {
    digits: 13,
    tail: tail(String.raw`\.(\d\d)\.(\d\d)\.(${serial}{1,20})`),
    path: (prefix, item, [piece, total, number]) => `8006/${gtin(prefix, item)}${piece}${total}/21/${escaped(number)}`,
  },
  'id:upui': {
    digits: 13,
    tail: tail(String.raw`\.(${serial}{1,28})`),
    path: (prefix, item, [number]) => `01/${gtin(prefix, item)}/235/${escaped(number)}`,
  },
  'class:lgtin': {
    digits: 13,
    tail: tail(String.raw`\.(${serial}{1,20})`),
    path: (prefix, item, [lot]) => `01/${gtin(prefix, item)}/10/${escaped(lot)}`,
  },
  'idpat:sgtin': { digits: 13, tail: tail(String.raw`\.\*`), path: (prefix, item) => `01/${gtin(prefix, item)}` },
  'idpat:upui': { digits: 13, tail: tail(String.raw`\.\*`), path: (prefix, item) => `01/${gtin(prefix, item)}` },
  'idpat:grai': { digits: 12, tail: tail(String.raw`\.\*`), path: (prefix, type) => `8003/0${plain(prefix, type)}` },
  'idpat:gdti': { digits: 12, tail: tail(String.raw`\.\*`), path: (prefix, type) => `253/${plain(prefix, type)}` },
  'idpat:sgcn': { digits: 12, tail: tail(String.raw`\.\*`), path: (prefix, coupon) => `255/${plain(prefix, coupon)}` },
  'idpat:cpi': {
    tail: tail(String.raw`(${part}{1,24})\.\*`),
    path: (prefix, _none, [type]) => `8010/${prefix}${escaped(type)}`,
  },
  'idpat:itip': {
    digits: 13,
    tail: tail(String.raw`\.(\d\d)\.(\d\d)\.\*`),
    path: (prefix, item, [piece, total]) => `8006/${gtin(prefix, item)}${piece}${total}`,
  },
};

const urn = /^urn:epc:((?:id|class|idpat):[a-z]+):(\d{6,12})\.(.*)$/;

/** The address that says the same as an EPC URN; undefined for other text and for URNs of a wrong form. */
export function digitalLinkOfUrn(text: string): string | undefined {
  const [, name = '', prefix = '', rest = ''] = urn.exec(text) ?? [];
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (!kind) return undefined;
  const length = kind.digits === undefined ? 0 : kind.digits - prefix.length;
  const reference = rest.slice(0, length);
  const found = kind.tail.exec(rest.slice(length));
  if (!found || !/^\d*$/.test(reference) || reference.length !== length) return undefined;
  return `https://id.gs1.org/${kind.path(prefix, reference, found.slice(1))}`;
}

/** Signs that an EPC URN may have and an address may not [GS1 Digital Link, table 7-1]. */
function escaped(text = ''): string {
  return text.replace(/[!()*+,:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
