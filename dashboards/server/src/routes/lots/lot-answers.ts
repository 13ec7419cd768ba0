import { z } from 'zod';

/** What everybody may know of a lot that stands in no event. */
export const aboutLot = z.object({
  gtin: z.string(),
  lot: z.string(),
  site: z.string(),
  subject: z.string().nullable(),
  timeZone: z.string(),
  producer: z
    .object({ name: z.string(), address: z.string().nullable(), standsIn: z.boolean() })
    .nullable()
    .describe('who grows it, where they agreed to be named; else the co-operative that stands in for them'),
  scans: z.int().describe('how often the page was opened; nothing of who did is kept'),
});
export type AboutLotAnswer = z.infer<typeof aboutLot>;

export const labelledLots = z.object({
  lots: z.array(
    z.object({ gtin: z.string(), lot: z.string(), head: z.string().describe('what its QR code carries behind #h=') }),
  ),
});
export type LabelledLotsAnswer = z.infer<typeof labelledLots>;
