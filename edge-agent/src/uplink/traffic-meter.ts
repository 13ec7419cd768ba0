/** Bytes sent in all, and how fast lately. */
export interface TrafficMeter {
  readonly total: number;
  count(bytes: number): void;
  /** Mean of about the last ten seconds, kbit/s. */
  kbps(): number;
}

const windowMs = 10_000;

/** `mono` is real time in ms. */
export function trafficMeter(mono: () => number = () => performance.now()): TrafficMeter {
  let total = 0;
  let marks: { at: number; total: number }[] = [{ at: mono(), total: 0 }];
  return {
    get total() {
      return total;
    },
    count(bytes) {
      total += bytes;
    },
    kbps() {
      const now = mono();
      const recent = marks.filter(({ at }) => now - at <= windowMs);
      const since = recent[0] ?? marks.at(-1)!;
      marks = [...recent, { at: now, total }];
      const elapsedMs = now - since.at;
      return elapsedMs > 0 ? Math.round(((total - since.total) * 8) / elapsedMs) : 0;
    },
  };
}
