import { durationMs } from '@fieldlapse/runtime';
import { z } from 'zod';

export const contractAddress = z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'write 0x and 40 hex digits');

/** What people choose about the anchor of the log on an EVM chain; off where absent. */
export const anchorConfig = z.strictObject({
  rpcUrl: z
    .url({ protocol: /^https?$/, error: 'write the http:// or https:// address of a node' })
    .max(500)
    .describe('JSON-RPC address of a node of the chain; a token in it is never logged'),
  chainId: z.int().min(1).describe('number of the chain; a node of another one is refused'),
  contract: contractAddress
    .optional()
    .describe('address of the contract of this log, as `fieldlapse log anchor deploy` prints it'),
  every: durationMs.prefault('24h').describe('the newest checkpoint is written at most so often, where the log grew'),
  confirmations: z
    .int()
    .min(1)
    .max(100_000)
    .default(12)
    .describe('a head counts as confirmed once so many blocks hold it, its own included; that is no finality'),
  maxFeeGwei: z
    .number()
    .positive()
    .max(1_000_000)
    .default(100)
    .describe('nothing is sent while a unit of gas costs more than this'),
});
export type AnchorConfig = z.infer<typeof anchorConfig>;
