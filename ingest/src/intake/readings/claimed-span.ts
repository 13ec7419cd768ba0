import { gunzipSync } from 'node:zlib';
import { bootPattern, maxJsonBytes, maxReadingsPerBatch, type BootId } from '@fieldlapse/contracts';

/** The readings that a refused batch says it holds, so that its sender knows which ones were refused; undefined where it does not say. */
export function claimedSpan(payload: Uint8Array): { boot: BootId; from: number; to: number } | undefined {
  try {
    const isGzip = payload[0] === 0x1f && payload[1] === 0x8b;
    const text = isGzip ? gunzipSync(payload, { maxOutputLength: maxJsonBytes }) : Buffer.from(payload);
    const { boot, from, readings } = JSON.parse(text.toString('utf8')) as Record<string, unknown>;
    if (typeof boot !== 'string' || !bootPattern.test(boot)) return undefined;
    if (typeof from !== 'number' || !Number.isSafeInteger(from) || from < 0) return undefined;
    if (!Array.isArray(readings) || readings.length === 0 || readings.length > maxReadingsPerBatch) return undefined;
    const to = from + readings.length - 1;
    return Number.isSafeInteger(to) ? { boot: boot as BootId, from, to } : undefined;
  } catch {
    return undefined;
  }
}
