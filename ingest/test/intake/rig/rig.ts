import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { siteConfig } from '@fieldlapse/contracts';
import { manualClock, silentLogger, type Clock } from '@fieldlapse/runtime';
import { intakeMigrations, openStores, type IntakeTables, type Stores } from '@fieldlapse/store';
import { intakeConfig, startIntake, type Intake, type IntakeOptions } from '../../../src/index.ts';
import { startMosquitto } from './mosquitto.ts';
import { connectDevice, noon, type WireDevice } from './wire-device.ts';

/** A real broker, real stores in a folder of its own, and intake on both. */
export interface Rig {
  readonly port: number;
  readonly folder: string;
  readonly stores: Stores;
  readonly intake: Intake;
  readonly clock: ReturnType<typeof manualClock>;
  /** Closes intake and starts it again on the same stores. */
  restart(): Promise<void>;
  device(name?: string): Promise<WireDevice>;
  /** Reads intake's records beside it. */
  read<T>(query: (db: Kysely<IntakeTables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface RigOptions {
  readonly config?: Record<string, unknown>;
  /** Where the stores lie; a temporary folder where absent. */
  readonly folder?: string;
  readonly tokenSha256Of?: IntakeOptions['tokenSha256Of'];
}

export async function startRig({ config = {}, tokenSha256Of, ...options }: RigOptions = {}): Promise<Rig> {
  const broker = await startMosquitto();
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'fieldlapse-intake-')));
  const stores = await openStores({ folder, logger: silentLogger });
  const clock = manualClock(noon + 60_000);
  async function start(): Promise<Intake> {
    const started = await startIntake({
      config: intakeConfig.parse({ host: '127.0.0.1', port: broker.port, token: '', ...config }),
      stores,
      sites: () => [siteConfig.parse({ id: 'farm' })],
      clock: clock satisfies Clock,
      logger: silentLogger,
      ...(tokenSha256Of && { tokenSha256Of }),
    });
    await connected(started);
    return started;
  }
  let intake = await start();
  const devices: WireDevice[] = [];
  return {
    port: broker.port,
    folder,
    stores,
    get intake() {
      return intake;
    },
    clock,
    async restart() {
      await intake.close();
      intake = await start();
    },
    async device(name = 'node-1') {
      const device = await connectDevice(broker.port, name);
      devices.push(device);
      return device;
    },
    async read(query) {
      const db = await stores.records.openReadOnly<IntakeTables>('intake', intakeMigrations.length);
      return query(db).finally(() => db.destroy());
    },
    async close() {
      for (const device of devices) await device.close();
      await intake.close();
      await stores.close();
      await broker.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Resolves when intake has subscribed. */
async function connected(intake: Intake): Promise<void> {
  while (!intake.connected) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Looks again and again until `look` finds something. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('not found within 10 s');
}
