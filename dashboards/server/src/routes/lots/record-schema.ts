import { idPattern } from '@fieldlapse/contracts';
import { z } from 'zod';

const id = z.string().regex(idPattern);
const lotNumber = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/);

export const lotParams = z.object({ gtin: z.string().regex(/^\d{8,14}$/), lot: lotNumber });
export const nameOf = ({ gtin, lot }: z.output<typeof lotParams>): string => `${gtin.padStart(14, '0')}/${lot}`;
export const factParams = z.object({ fact: z.coerce.number<string>().int().min(1) });
export const pictureParams = lotParams.extend({ format: z.enum(['svg', 'png', 'pdf']) });

export const newLotBody = z.strictObject({
  gtin: z.string().regex(/^\d{8,14}$/),
  number: lotNumber,
  ...{ site: id, plot: id, season: id },
  producer: z
    .string()
    .regex(/^p-[0-9a-f]{16}$/)
    .optional()
    .describe('id that `fieldlapse lot party` gave'),
});

/** Fields of facts are read by who keeps them: what is wrong there is `FACT_INVALID` with the field's name. */
export const factBody = z
  .looseObject({
    kind: z.string().max(20).describe('planting, treatment, irrigation, observation, labTest, harvest, packing …'),
    at: z.int().min(0).describe('when it happened, UTC ms'),
    note: z.string().max(2000).optional().describe('kept apart and erasable: it comes into no event'),
  })
  .describe('a fact with its fields; docs/lots.md has them');
export const changesBody = z
  .looseObject({})
  .describe('fields as they should have been; empty where it did not happen at all');

export const tableQuery = z.strictObject({
  site: id.optional(),
  lot: z.string().max(40).optional().describe('the lot of every row, where no column names it'),
  what: z.string().max(20).optional().describe('the work of every row: plant, treat, irrigate …'),
  dates: z.enum(['dmy', 'mdy', 'iso']).optional(),
  dryRun: z.stringbool().default(false).describe('says what would become of it, and writes nothing'),
});

export const outcome = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('recorded'), fact: z.int(), eventId: z.string() }),
  z.object({ outcome: z.literal('duplicate'), fact: z.int().describe('where it is recorded already') }),
]);

export const lotLine = z.object({
  id: z.string().describe('GTIN/LOT'),
  kind: z.enum(['growing', 'harvest']),
  site: z.string(),
  plot: z.string().nullable(),
  season: z.string().nullable(),
  createdAt: z.int(),
});

export const label = z.object({
  head: z.string().describe('leaf hash of its entry, base64url'),
  place: z.int().describe('place in the chain of the lot'),
  text: z.string().describe('what the QR code says'),
  version: z.int().describe('of the QR code; above 6 it wants more than a small sticker'),
  isReleased: z.boolean(),
});

export const lotSheet = lotLine.extend({
  parents: z.array(z.string()).readonly(),
  facts: z
    .array(
      z.object({
        id: z.int(),
        lots: z.array(z.string()).readonly(),
        fact: z.looseObject({ kind: z.string(), at: z.int() }),
        recordedAt: z.int(),
        corrected: z
          .object({ at: z.int(), reason: z.string(), by: z.int().optional() })
          .optional()
          .describe('declared wrong; `by` is right instead'),
      }),
    )
    .readonly(),
  earlyHarvests: z
    .array(
      z.object({
        ...{ treatment: z.int(), harvest: z.int(), product: z.string() },
        ...{ treatedOn: z.string(), harvestedOn: z.string(), safeFrom: z.string() },
        resolution: z.object({ fact: z.int(), decision: z.string(), authorisedAs: z.string() }).optional(),
      }),
    )
    .readonly()
    .describe('harvests inside an interval; one without a decision blocks label and release'),
  label: label.nullable(),
});

export const tableReport = z.object({
  written: z.boolean(),
  ...{ rows: z.int(), recorded: z.int(), known: z.int() },
  faults: z
    .array(z.object({ line: z.int(), column: z.string().optional(), code: z.string(), message: z.string() }))
    .readonly(),
  unread: z.array(z.string()).readonly().describe('columns that are not read'),
});
