import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startMeasure } from '@fieldlapse/analytics';
import { openCameraViews } from '@fieldlapse/ingest';
import { lifecycle, type Running } from '@fieldlapse/runtime';
import type { Context } from './context.ts';

/** Measuring with all that it is handed: what the film maker knows of views, masks and models of the data folder. */
export async function startAnalytics(context: Context): Promise<Running> {
  const { stores, sites, clock, folder, config, mqtt, identities } = context;
  const started = lifecycle();
  const views = openCameraViews(stores.records);
  started.add('camera views', views.close);
  try {
    const measuring = await startMeasure({
      config: {
        ...config.analytics,
        ...mqtt,
        clientId: 'analytics',
        token: await identities.localToken('analytics'),
        modelFolders: [folder.models],
      },
      ...{ stores, sites, clock, views },
      readMask: (file) => readFile(join(folder.root, file)),
      logger: context.logger.child({ service: 'analytics' }),
    });
    started.add('measuring', measuring.close);
    context.health.set('analytics', measuring.health);
    return started;
  } catch (error) {
    await started.close();
    throw error;
  }
}
