import { FieldlapseError } from '@fieldlapse/contracts';
import { checkDigit, hasCheckDigit } from './check-digit.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A trade item: 14 digits. */
export type Gtin = Branded<'Gtin'>;
/** A place or party: 13 digits. */
export type Gln = Branded<'Gln'>;
/** A logistic unit: 18 digits. */
export type Sscc = Branded<'Sscc'>;
/** A batch of a trade item: 1–20 signs that need no escape in an address. */
export type LotNumber = Branded<'LotNumber'>;

/** A key of digits with its check digit; shorter GTINs of 8, 12 and 13 digits are written with 14. Throws `BAD_GS1_KEY`. */
function key<T extends string>(name: string, lengths: readonly number[]): (text: string) => T {
  const full = Math.max(...lengths);
  return (text) => {
    const digits = text.replace(/[\s-]/g, '');
    const refuse = (why: string) => new FieldlapseError('BAD_GS1_KEY', `${name} ${JSON.stringify(text.slice(0, 40))}: ${why}`); // prettier-ignore
    if (!/^\d+$/.test(digits) || !lengths.includes(digits.length)) {
      throw refuse(`${lengths.join(', ')} digits are wanted`);
    }
    if (!hasCheckDigit(digits)) throw refuse(`its last digit must be ${checkDigit(digits.slice(0, -1))}`);
    return digits.padStart(full, '0') as T;
  };
}

export const parseGtin = key<Gtin>('GTIN', [8, 12, 13, 14]);
export const parseGln = key<Gln>('GLN', [13]);
export const parseSscc = key<Sscc>('SSCC', [18]);

/** Throws `BAD_GS1_KEY`. */
export function parseLotNumber(text: string): LotNumber {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/.test(text)) return text as LotNumber;
  const rule = '1–20 letters, digits, dots, dashes and underscores, a letter or digit first';
  throw new FieldlapseError('BAD_GS1_KEY', `lot ${JSON.stringify(text.slice(0, 40))}: ${rule}`);
}
