import type { ErrorCode, LocalDay } from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';

/** What one device may deliver in one local day. */
export interface QuotaLimits {
  readonly bytes: number;
  readonly frames: number;
  readonly readings: number;
}

export interface Quota {
  /** True while the device has something left of its day. */
  isLeft(device: string, day: LocalDay): boolean;
  /** Counts what has become durable. */
  spend(device: string, day: LocalDay, amount: Partial<QuotaLimits>): void;
}

const nothing: QuotaLimits = { bytes: 0, frames: 0, readings: 0 };

/** Quotas counted in memory since the day began or intake started: a guard, not an account. Logs each device that is over it once a day. */
export function openQuota(limits: QuotaLimits, logger: Logger): Quota {
  let today: LocalDay = '';
  let spent = new Map<string, QuotaLimits>();
  const told = new Set<string>();
  function spentOn(device: string, day: LocalDay): QuotaLimits {
    // Sites in several time zones share the newest day.
    if (day > today) {
      today = day;
      spent = new Map();
      told.clear();
    }
    return spent.get(device) ?? nothing;
  }
  return {
    isLeft(device, day) {
      const { bytes, frames, readings } = spentOn(device, day);
      if (bytes < limits.bytes && frames < limits.frames && readings < limits.readings) return true;
      const code = 'QUOTA_EXCEEDED' satisfies ErrorCode;
      if (!told.has(device))
        logger.warn({ device, day, code }, 'a device has spent its quota and waits for the next day');
      told.add(device);
      return false;
    },
    spend(device, day, { bytes = 0, frames = 0, readings = 0 }) {
      const before = spentOn(device, day);
      spent.set(device, {
        bytes: before.bytes + bytes,
        frames: before.frames + frames,
        readings: before.readings + readings,
      });
    },
  };
}
