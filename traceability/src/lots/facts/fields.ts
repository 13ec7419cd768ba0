import { FieldlapseError } from '@fieldlapse/contracts';
import { z } from 'zod';
import { parseGln, parseSscc } from '../../gs1/keys.ts';

const maxTimeMs = Date.UTC(2100, 0, 1);

/** A GS1 key as a field: its own parser says what is wrong with it. */
function parsed<T>(parse: (text: string) => T) {
  return z.string().transform((text, ctx): T => {
    try {
      return parse(text);
    } catch (error) {
      ctx.addIssue({ code: 'custom', message: error instanceof FieldlapseError ? error.message : String(error) });
      return z.NEVER;
    }
  });
}

export const gln = parsed(parseGln);
export const sscc = parsed(parseSscc);

/** `{GTIN}/{lot}`: which lot. */
export const lotId = z.string().regex(/^\d{14}\/[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/, 'write GTIN/LOT');
export const utcMs = z.int().min(0).max(maxTimeMs);
export const day = z.iso.date('write a day as YYYY-MM-DD');

// An event cannot be taken back once it is in the log: no field may carry who somebody is.
const personal = /(?:\+?\d[\s.-]?){9,}|\S+@\S+\.\S+/;

/** A short public text: neither phone numbers, national ids nor mail addresses. */
export const publicText = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !personal.test(text), 'no phone number, national id or mail address may stand in a record that everybody can read'); // prettier-ignore

/** A number of a paper: a report, an invoice. */
export const documentNumber = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,59}$/u, 'write letters, digits, dots, dashes and slashes'); // prettier-ignore
/** Mã số vùng trồng. */
export const areaCode = z.string().regex(/^[A-Z]{2}[A-Z0-9.-]{3,39}$/, 'write the code as it was issued, such as VN-93-932-31305-01-25'); // prettier-ignore

/** A unit of UN/CEFACT Recommendation 20: KGM, LTR, GRM, MLT. */
export const unit = z.string().regex(/^[A-Z0-9]{2,3}$/, 'write the code of a unit, such as KGM, GRM, LTR or MLT');
export const positive = z.number().positive().max(1e9);
export const kilograms = z.number().positive().max(1e7);
export const uri = z.string().max(500).refine((text) => URL.canParse(text), 'write a URI, such as https://…'); // prettier-ignore
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'write a SHA-256 in 64 hexadecimal digits');
export const bbch = z.int().min(0).max(99);
