import { FieldlapseError, type ErrorCode } from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';

/** Whether intake can store; shown to people while it cannot. */
export type Health = { ok: true } | { ok: false; code: ErrorCode; message: string; since: number };

/** Remembers that the stores failed, so that senders pause instead of sending what cannot be kept. */
export interface StoreGate {
  /** Real ms that senders should pause; 0 where the stores are believed to work, or one may try again. */
  pauseMs(): number;
  /** Notes a failure; the stores are tried again after the retry interval. A fault of our own is only logged. */
  failed(error: unknown): void;
  worked(): void;
  health(): Health;
  /** How often a store refused since it was full. */
  readonly fullCount: number;
}

/** A gate with `now` in UTC ms for people and `mono` in real ms for the pause. */
export function storeGate(
  retryMs: number,
  now: () => number,
  logger: Logger,
  mono: () => number = () => performance.now(),
): StoreGate {
  let health: Health = { ok: true };
  let retryAt = 0;
  let fullCount = 0;
  return {
    pauseMs: () => (health.ok ? 0 : Math.max(0, Math.ceil(retryAt - mono()))),
    failed(error) {
      // Stores and the system give their errors a code; without one it is a fault of ours, and no reason to stop others.
      if (!(error instanceof Error) || !('code' in error))
        return logger.error({ error }, 'a message was not understood');
      const code = error instanceof FieldlapseError ? error.code : 'STORE_UNWRITABLE';
      if (code === 'STORE_FULL') fullCount += 1;
      if (health.ok) logger.error({ error, code }, 'intake cannot store; devices keep what they have');
      const since = health.ok ? now() : health.since;
      health = { ok: false, code, message: error.message, since };
      retryAt = mono() + retryMs;
    },
    worked() {
      if (!health.ok) logger.info({ since: health.since }, 'intake stores again');
      health = { ok: true };
    },
    health: () => health,
    get fullCount() {
      return fullCount;
    },
  };
}
