import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { fieldlapse, type Finished } from './command.ts';

export interface LotFarm {
  readonly folder: string;
  /** Runs `fieldlapse …` on the folder. */
  run(...args: readonly string[]): Promise<Finished>;
  /** As `run`; throws where the command fails. */
  must(...args: readonly string[]): Promise<string>;
}

export const season = 'CKH-2026-01';
export const harvestLot = 'CKH260129A';

/** A data folder of the running test with one farm whose lots have a public address; `traceability` holds more of that section. */
export async function lotFarm(publicUrl = 'https://truy.example', traceability: object = {}): Promise<LotFarm> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-labels-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return farmIn(folder, publicUrl, traceability);
}

/** That farm in a folder which is there. */
export async function farmIn(folder: string, publicUrl: string, traceability: object): Promise<LotFarm> {
  const config = {
    http: { port: 0 },
    mqtt: { port: 0 },
    traceability: { companyPrefix: '952000000', publicUrl, places: [{ site: 'farm', gln: '9520000000011' }], ...traceability }, // prettier-ignore
    sites: [{ id: 'farm', title: 'Vườn chanh', plots: [{ id: 'p01' }], seasons: [{ id: 's1', plot: 'p01', subject: 'Chanh không hạt', sowing: '2025-11-02', end: '2026-01-30' }], cameras: [{ name: 'gate', plot: 'p01' }], sensors: [{ name: 'tram-1', plot: 'p01' }] }], // prettier-ignore
  };
  await writeFile(join(folder, 'fieldlapse.yaml'), JSON.stringify(config));
  return commandsOn(folder);
}

/** The commands on a data folder. */
export function commandsOn(folder: string): LotFarm {
  const run = (...args: readonly string[]) => fieldlapse(args, { FIELDLAPSE_DATA: folder });
  return {
    folder,
    run,
    async must(...args) {
      const { code, stdout, stderr } = await run(...args);
      if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
      return stdout;
    },
  };
}

/** Planted, treated with an interval of so many days on 2026-01-20, harvested on the 29th. */
export async function harvestedSeason({ must }: LotFarm, intervalDays = 7): Promise<void> {
  await must('lot', 'create', season, '--gtin', '9520000010010', '--plot', 'p01', '--season', 's1');
  await must('lot', 'plant', season, '--at', '2025-11-02 07:00', '--species', 'Citrus latifolia');
  await must('lot', 'treat', season, '--at', '2026-01-20 08:00', '--means', 'plant-protection', '--product', 'Dầu khoáng 99EC', '--interval', String(intervalDays)); // prettier-ignore
  await must('lot', 'harvest', harvestLot, '--at', '2026-01-29 06:00', '--gtin', '9520000020019', '--from', season, '--kg', '812.5'); // prettier-ignore
}
