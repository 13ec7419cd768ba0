import { readFile } from 'node:fs/promises';
import { FieldlapseError } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import { z } from 'zod';
import type { AnchorPlace } from './ports.ts';

const wei = z
  .string()
  .regex(/^\d{1,40}$/)
  .transform(BigInt);

const sentShape = z.strictObject({
  size: z.int().min(1),
  hash: z.string(),
  raw: z.string(),
  nonce: z.int().min(0),
  fees: z.strictObject({ maxFeePerGas: wei, maxPriorityFeePerGas: wei }),
  firstAt: z.int(),
  pricedAt: z.int(),
  fate: z.enum(['waits', 'landed', 'refused']),
});

const seenShape = z.strictObject({
  size: z.int().min(1),
  block: z.int().min(0),
  transaction: z.string(),
  at: z.int(),
  confirmations: z.int().min(1),
  askedAt: z.int(),
});

const stateShape = z.strictObject({
  v: z.literal(1),
  chainId: z.int(),
  contract: z.string(),
  sent: sentShape.optional(),
  seen: seenShape.optional(),
});

/** The last transaction of ours: durable before it is sent, so that after a crash the same one is sent again. */
export type SentHead = z.infer<typeof sentShape>;

/** The newest head of ours on the chain, as the chain said when it was asked last; times are UTC ms. */
export type SeenHead = z.infer<typeof seenShape>;

export interface AnchorState extends AnchorPlace {
  readonly sent?: SentHead | undefined;
  readonly seen?: SeenHead | undefined;
}

/** What is known of the anchor; undefined where nothing is. Throws `STORE_CORRUPT`. */
export async function readAnchorState(path: string): Promise<AnchorState | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const { v: _v, ...state } = stateShape.parse(JSON.parse(text));
    return state;
  } catch (cause) {
    throw new FieldlapseError('STORE_CORRUPT', `${path}: take it away; the chain is asked anew`, { cause });
  }
}

/** Durable when it resolves. */
export async function saveAnchorState(path: string, state: AnchorState): Promise<void> {
  const text = JSON.stringify(
    { v: 1, ...state },
    (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value),
    2,
  );
  await writeFileDurably(path, `${text}\n`, 0o600);
}

/** True where both are the same anchor; addresses differ in their case. */
export const isSamePlace = (a: AnchorPlace, b: AnchorPlace): boolean =>
  a.chainId === b.chainId && a.contract.toLowerCase() === b.contract.toLowerCase();
