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
  anchor: z
    .object({
      chainId: z.int(),
      contract: z.string(),
      size: z.int().describe('entries of the log that the head on the chain covers'),
      block: z.int(),
      transaction: z.string(),
      confirmations: z.int().describe('blocks that held it at askedAt, its own included; no number is finality'),
      askedAt: z.int().describe('UTC ms'),
    })
    .nullable()
    .describe('where the newest label stands on a chain too, as this server saw it last; ask the chain to be sure'),
  scans: z.int().describe('how often the page was opened; nothing of who did is kept'),
});
export type AboutLotAnswer = z.infer<typeof aboutLot>;

export const labelledLots = z.object({
  lots: z.array(
    z.object({ gtin: z.string(), lot: z.string(), head: z.string().describe('what its QR code carries behind #h=') }),
  ),
});
export type LabelledLotsAnswer = z.infer<typeof labelledLots>;
