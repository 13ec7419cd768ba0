import { startDelivery } from '@fieldlapse/analytics';
import type { Running } from '@fieldlapse/runtime';
import type { Context } from './context.ts';

/** The delivery of alerts with all that it is handed: contacts and channels of the configuration, secrets of the data folder. */
export async function startTelling(context: Context): Promise<Running> {
  const { stores, sites, clock, folder, config, mqtt, identities } = context;
  const delivering = await startDelivery({
    config: config.alerts,
    mqtt: { ...mqtt, clientId: 'delivery', token: await identities.localToken('delivery') },
    ...{ stores, sites, clock, root: folder.root, secretsFolder: folder.secrets },
    logger: context.logger.child({ service: 'delivery' }),
  });
  context.health.set('delivery', delivering.health);
  return delivering;
}
