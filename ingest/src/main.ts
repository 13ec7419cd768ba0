import { z } from 'zod';
import { siteConfig } from '@fieldlapse/contracts';
import { createLogger, loadConfig, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { intakeConfig } from './intake/config.ts';
import { startIntake } from './intake/start-intake.ts';

const serviceConfig = z.strictObject({
  data: z.string().default('./fieldlapse-data').describe('folder of the stores'),
  sites: z.array(siteConfig).default([]).describe('the farms: their time zones decide local days'),
  intake: intakeConfig,
});

/** `node main.ts CONFIG`: intake alone, until SIGINT or SIGTERM. */
const { data: folder, sites, intake: config } = loadConfig(serviceConfig, process.argv[2] ?? 'fieldlapse.yaml');
const logger = createLogger({ name: 'intake' });
const stores = await openStores({ folder, logger });
const intake = await startIntake({ config, stores, sites: () => sites, clock: systemClock, logger });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void intake.close().then(() => stores.close()));
}
