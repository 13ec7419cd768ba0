import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, type Running } from '@fieldlapse/runtime';
import { intakeMigrations, openStores, type IntakeTables, type Stores } from '@fieldlapse/store';
import type { Kysely } from 'kysely';

/** Real stores in a folder of their own, with intake's tables to put into as intake does. */
export interface FarmStores {
  readonly folder: string;
  readonly stores: Stores;
  readonly intake: Kysely<IntakeTables>;
  /** The newest line of intake's change feed; 0 where there is none. */
  lastAccepted(): Promise<number>;
  /** The service, which is closed with the stores where nobody has closed it before. */
  keep<T extends Running>(service: T): T;
  close(): Promise<void>;
}

export async function openFarmStores(): Promise<FarmStores> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-farm-'));
  const stores = await openStores({ folder, logger: silentLogger });
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const kept = new Set<Running>();
  return {
    ...{ folder, stores, intake },
    async lastAccepted() {
      const newest = intake.selectFrom('changes').select((eb) => eb.fn.max('acceptedSeq').as('seq'));
      return (await newest.executeTakeFirst())?.seq ?? 0;
    },
    keep(service) {
      kept.add(service);
      const close = async () => {
        kept.delete(service);
        await service.close();
      };
      return { ...service, close };
    },
    async close() {
      for (const service of kept) await service.close();
      await stores.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
