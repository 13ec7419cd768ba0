import { createHash } from 'node:crypto';
import type { Gln, Gtin, LotNumber, Sscc } from './keys.ts';

// GS1 Digital Link addresses of what events are about, built in one place.

const root = 'https://id.gs1.org';

/** A batch: `…/01/{GTIN}/10/{lot}`. */
export const lotAddress = (gtin: Gtin, lot: LotNumber): string => `${root}/01/${gtin}/10/${lot}`;
export const unitAddress = (sscc: Sscc): string => `${root}/00/${sscc}`;
/** A farm or party. */
export const placeAddress = (gln: Gln): string => `${root}/414/${gln}`;
/** A plot of a farm: its id is the extension of the farm's number. */
export const plotAddress = (gln: Gln, plot: string): string => `${root}/414/${gln}/254/${shortened(plot, 20)}`;

/** A camera or sensor as an asset of the company: at most 30 signs [GS1 General Specifications, AI 8004]. */
export function assetAddress(companyPrefix: string, kind: 'camera' | 'sensor', site: string, name: string): string {
  const reference = `${kind === 'camera' ? 'CAM' : 'SEN'}-${site}-${name}`;
  return `${root}/8004/${companyPrefix}${shortened(reference, 30 - companyPrefix.length)}`;
}

/** A business document of a party [CBV 2.0, section 8.5]. */
export function documentAddress(gln: Gln, number: string): string {
  return `urn:epcglobal:cbv:bt:${gln}:${encodeURIComponent(number).replace(/[!'()*]/g, escape)}`;
}
const escape = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;

/** Bytes by their SHA-256 [RFC 6920], in hexadecimal digits as the standard's event ids are. */
export const digestAddress = (sha256Hex: string): string => `ni:///sha-256;${sha256Hex}`;

/** A text that is too long ends in a part of its hash. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${text.slice(0, length - 9)}-${hash}`;
}
