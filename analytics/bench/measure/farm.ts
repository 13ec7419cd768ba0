import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMeasure } from '@fieldlapse/analytics';
import { frameIdOf, localDayOf, sha256Hex, siteConfig } from '@fieldlapse/contracts';
import { manualClock, silentLogger, sleep } from '@fieldlapse/runtime';
import {
  intakeMigrations,
  measureMigrations,
  openStores,
  type IntakeTables,
  type MeasureTables,
} from '@fieldlapse/store';
import { fieldPhoto } from './photo.ts';

const site = 'bench';
const camera = 'field';
const timeZone = 'Asia/Ho_Chi_Minh';
const firstMorning = Date.parse('2026-03-01T09:00:00+07:00');
const intervalMs = 600_000;
/** More than a camera's recent frames, so that none looks frozen. */
const photos = 24;

/** A farm of one camera whose frames are measured by the service as a server runs it: real stores, the shipped model. */
export interface MeasuredFarm {
  /** Accepts that many more frames and resolves once they are measured and stored. */
  measure(frames: number): Promise<void>;
  /** How many frames have a plant cover of the model. */
  covers(): Promise<number>;
  close(): Promise<void>;
}

/** Opens a farm in a folder of its own, which goes with it; its frames are `width` × `height` pixels. */
export async function openMeasuredFarm(width: number, height: number): Promise<MeasuredFarm> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  const stores = await openStores({ folder, logger: silentLogger });
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  const jpegs: { blobKey: string; bytes: number; sha256: string }[] = [];
  for (let photo = 0; photo < photos; photo += 1) {
    const jpeg = await fieldPhoto(width, height);
    const blobKey = `frames/${site}/${camera}/${photo}.jpg`;
    await stores.blobs.put(blobKey, jpeg);
    jpegs.push({ blobKey, bytes: jpeg.length, sha256: sha256Hex(jpeg) });
  }
  const configured = siteConfig.parse({ id: site, timeZone, cameras: [{ name: camera }] });
  const clock = manualClock(firstMorning + 365 * 86_400_000);
  const parts = { stores, sites: () => [configured], clock, logger: silentLogger };
  const service = await startMeasure({ ...parts, config: { rest: 0 } });
  const measured = await stores.records.openReadOnly<MeasureTables>('measure', measureMigrations.length);
  if (!measured) throw new Error('the service has no records');
  let accepted = 0;

  async function accept(): Promise<void> {
    const observedAt = firstMorning + accepted * intervalMs;
    const origin = { device: 'node-1', camera, boot: '1-00000000', seq: accepted };
    const jpeg = jpegs[accepted % photos]!;
    const f = frameIdOf({ ...origin, sha256: jpeg.sha256 });
    const time = { capturedAt: observedAt, observedAt, receivedAt: observedAt, mono: 0 };
    const row = { ...({ clk: 'ntp', timeQuality: 'measured', quality: null, alert: null } as const), ...time, ...jpeg };
    const day = localDayOf(observedAt, timeZone);
    await intake.transaction().execute(async (trx) => {
      await trx
        .insertInto('frames')
        .values({ f, site, ...origin, ...row, width, height })
        .execute();
      await trx.insertInto('changes').values({ kind: 'frame', site, key: f, camera, day }).execute();
    });
    accepted += 1;
  }

  const count = async (method: string): Promise<number> => {
    const { total } = await measured
      .selectFrom('metrics')
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .where('method', 'like', method)
      .where('withheld', '=', '{}')
      .executeTakeFirstOrThrow();
    return total;
  };

  return {
    async measure(frames) {
      for (let frame = 0; frame < frames; frame += 1) await accept();
      const waiting = () => measured.selectFrom('pending').selectAll().limit(1).execute();
      const looked = () => measured.selectFrom('looks').select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(); // prettier-ignore
      while ((await looked()).total < accepted || (await waiting()).length > 0) await sleep(50);
    },
    covers: () => count('canopy-%'),
    async close() {
      await service.close();
      await measured.destroy();
      await stores.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
