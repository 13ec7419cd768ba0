import { z } from 'zod';
import { boot, byteCount, frame, seq, sha256, shortText, utcMs, wireVersion } from './fields.ts';

/** `stored` and `dup`: durable on the server, the edge may delete. `bad` is terminal: quarantine, never resend. */
const outcome = { s: z.enum(['stored', 'dup', 'bad']), code: shortText.optional(), message: shortText.optional() };

export const ackEntry = z.union([
  z.object({ f: frame, ...outcome }),
  z.object({ r: z.object({ boot, from: seq, to: seq.describe('last one, inclusive') }), ...outcome }),
  z.object({ topic: shortText, s: z.literal('denied'), code: shortText, message: shortText.optional() }),
]);
export type AckEntry = z.infer<typeof ackEntry>;

/** `down/ack`: what has become durable, and what never will. */
export const ack = z.object({ v: wireVersion, acks: z.array(ackEntry).min(1).max(1000) });
export type Ack = z.infer<typeof ack>;

/**
 * `down/want`: the answer to each frame metadata and, while chunks arrive, the progress that opens the sender's window.
 * `ranges` are the missing bytes `[from, to)`; `pauseMs` asks the device to send no frames for so long.
 */
export const want = z.object({
  v: wireVersion,
  frames: z
    .array(
      z.object({
        f: frame,
        received: byteCount.describe('bytes that the server holds of this frame'),
        ranges: z
          .array(z.tuple([byteCount, byteCount]))
          .max(64)
          .optional(),
      }),
    )
    .max(256),
  pauseMs: z.int().min(0).max(3_600_000).optional(),
  maxKbps: z.number().positive().optional(),
});
export type Want = z.infer<typeof want>;

/** `down/command`: never retained; expires. */
export const command = z.object({
  v: wireVersion,
  id: z.string().min(1).max(64),
  op: z.string().min(1).max(64),
  issuedAt: utcMs,
  expiresAt: utcMs,
  args: z.record(z.string(), z.unknown()).optional(),
});
export type Command = z.infer<typeof command>;

/** `down/config`: the desired configuration, signed with HMAC-SHA-256 keyed by SHA-256 of the device's token. */
export const desiredConfig = z.object({
  v: wireVersion,
  rev: z.int().min(1),
  config: z.record(z.string(), z.unknown()),
  signature: sha256,
});
export type DesiredConfig = z.infer<typeof desiredConfig>;
