import { z } from 'zod';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration in config such as `"15m"`; parses to ms. */
export const durationMs = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'write a duration as "500ms", "30s", "15m", "2h" or "1d"')
  .transform((text) => {
    const [, amount, unit] = /^([\d.]+)([a-z]+)$/.exec(text) as unknown as [string, string, keyof typeof units];
    return Number(amount) * units[unit];
  });
