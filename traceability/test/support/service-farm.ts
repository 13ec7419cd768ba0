import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { openStores, type LotRow } from '@fieldlapse/store';
import type { JsonObject } from '@fieldlapse/proof';
import {
  openDiskTiles,
  openLog,
  startTraceability,
  type Traceability,
  type TraceabilityParts,
} from '@fieldlapse/traceability';
import { config, dayMs, growing, numbers, plantedAt, sites } from './farm.ts';
import { feedOwners } from './feed-owners.ts';
import { testKeys } from './test-keys.ts';

/** Midnight at the farm when the first day of readings begins. */
export const firstDay = Date.parse('2025-12-10T00:00:00+07:00');

/** Real stores whose feeds are written as their owners write them, and the service that reads them. */
export async function serviceFarm() {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-trace-'));
  const stores = await openStores({ folder, logger: silentLogger });
  onTestFinished(async () => {
    await stores.close();
    await rm(folder, { recursive: true, force: true });
  });
  const owners = await feedOwners(stores);
  const clock = manualClock(plantedAt + dayMs);
  const store = await openDiskTiles(join(folder, 'trace-log'));
  const log = await openLog({ store, records: stores.records, keys: testKeys, now: Date.now, logger: silentLogger });
  onTestFinished(log.close);

  const start = async (parts: Partial<TraceabilityParts> = {}): Promise<Traceability> => {
    return startTraceability({
      ...{ config, stores, sites: () => sites, clock, logger: silentLogger, log, pollMs: 600_000 },
      ...parts,
    });
  };

  return {
    ...owners,
    ...{ stores, clock, log, start },
    /** Events of a lot in the order of its chain in the log. */
    async logged({ lots }: Traceability, id = growing): Promise<JsonObject[]> {
      const lot = await lots.reader.lot(id);
      const rows = lot ? await log.records.chain(lot.tag) : [];
      return rows.flatMap(({ event }) => (event === null ? [] : [JSON.parse(event) as JsonObject]));
    },
    /** Creates the growing lot, as somebody does at the beginning of a season. */
    async plant({ lots, catchUp }: Traceability): Promise<LotRow> {
      await lots.create({
        kind: 'growing',
        site: 'farm',
        plot: 'p01',
        season: 's1',
        producer: null,
        ...numbers(growing),
      });
      await catchUp().catch(() => {});
      return (await lots.reader.lot(growing))!;
    },
  };
}

/** What is recorded of the growing lot, as `kind`, with `!` where it was declared wrong. */
export async function kindsOf({ lots }: Traceability): Promise<string[]> {
  const facts = await lots.reader.facts(growing);
  return facts.toSorted((a, b) => a.id - b.id).map(({ kind, correction }) => `${kind}${correction ? '!' : ''}`);
}
