import { decisionWords, idPattern, pushSubscription } from '@fieldlapse/contracts';
import { z } from 'zod';
import { utcMs } from '../schema/params.ts';

export const alertParams = z.object({ alert: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/) });

export const alertsQuery = z.strictObject({
  site: z.string().regex(idPattern).optional(),
  state: z.enum(['standing', 'cleared', 'withdrawn']).optional(),
  from: utcMs.optional().describe('raised at or after'),
  to: utcMs.optional().describe('raised before'),
  limit: z.coerce.number().int().min(1).max(100).default(30),
  before: z
    .string()
    .regex(/^\d{1,15}-[A-Za-z0-9_-]{1,64}$/)
    .optional()
    .describe('`next` of the page before'),
});

/** Until accounts exist a person says who it is. */
const words = decisionWords.extend({ by: z.string().trim().min(1).max(40).describe('who says it') });
export const decisionBody = z.discriminatedUnion('kind', [
  words.extend({ kind: z.literal('acknowledged') }),
  words.extend({ kind: z.literal('snoozed'), until: z.int().min(0).describe('UTC ms, at most 30 days from now') }),
  words.extend({ kind: z.literal('unsnoozed') }),
]);

export const subscribeBody = z.strictObject({
  contact: z.string().regex(idPattern),
  subscription: pushSubscription,
});
export const unsubscribeBody = z.strictObject({ endpoint: pushSubscription.shape.endpoint });

const day = z.iso.date('write a day as YYYY-MM-DD');
/** Largest YAML that is tried, characters. */
const mostRules = 60_000;
export const rulesBody = z
  .strictObject({
    rules: z.string().min(1).max(mostRules).optional().describe('rules as YAML, as `fieldlapse rules test` reads them'),
    packs: z
      .array(z.string().regex(/^[a-z]{1,20}$/))
      .max(8)
      .default([])
      .describe('packs that Fieldlapse comes with'),
    from: day.optional().describe('first local day'),
    to: day.optional().describe('last local day, inclusive'),
  })
  .refine(({ rules, packs }) => rules !== undefined || packs.length > 0, 'give rules, packs or both')
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, 'from must not be after to');
/** Bytes: four for a character, and what is around it. */
export const rulesBodyBytes = 4 * mostRules + 4096;
