import type { AlertTables, WatermarkRow } from '@fieldlapse/store';
import type { Kysely } from 'kysely';

/**
 * How far time has come on each device. Its newest reading sets it, never later than it was received, so that a clock that jumps ahead moves
 * nothing; from then on it goes on with the server's clock, as far behind that as the reading was. While a device sends what it measured long ago,
 * its time is long ago too: what is still to come of that time counts before anything is told.
 */
export interface DeviceTimes {
  /** Something measured at `observedAt` has come. */
  note(site: string, device: string, observedAt: number, receivedAt: number): void;
  /** Where time stands on a device, and its newest reading; undefined before its first. */
  of(site: string, device: string, now: number): { readonly at: number; readonly newest: number } | undefined;
  /** What changed since it was last written. */
  changed(): WatermarkRow[];
  written(): void;
}

export async function openDeviceTimes(db: Kysely<AlertTables>): Promise<DeviceTimes> {
  const rows = new Map<string, WatermarkRow>();
  const dirty = new Set<string>();
  for (const row of await db.selectFrom('watermarks').selectAll().execute()) rows.set(keyOf(row.site, row.device), row);
  return {
    note(site, device, observed, receivedAt) {
      const key = keyOf(site, device);
      const observedAt = Math.min(observed, receivedAt);
      if (observedAt <= (rows.get(key)?.observedAt ?? -Infinity)) return;
      rows.set(key, { site, device, observedAt, receivedAt });
      dirty.add(key);
    },
    of(site, device, now) {
      const row = rows.get(keyOf(site, device));
      if (!row) return undefined;
      const { observedAt, receivedAt } = row;
      return { at: Math.min(now, observedAt + Math.max(0, now - receivedAt)), newest: observedAt };
    },
    changed: () => [...dirty].map((key) => rows.get(key)!),
    written: () => dirty.clear(),
  };
}

const keyOf = (site: string, device: string): string => `${site}/${device}`;
