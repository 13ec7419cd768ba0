import type { SiteConfig } from '@fieldlapse/contracts';
import type { Clock, Logger, Running } from '@fieldlapse/runtime';
import { onceThere, openDecisionReader, type DecisionReader, type Stores } from '@fieldlapse/store';
import type { Publish } from '../channels/mqtt-channel.ts';
import { openChannels } from '../channels/open-channels.ts';
import type { DeliveryConfig } from '../config.ts';
import { sensorTides } from '../../tide/sensor-tides.ts';
import { openDeliveryRecords } from '../outbox/records.ts';
import { openBrowsers } from './browsers.ts';
import type { DeliveryService } from './service.ts';
import { openTroubles } from './troubles.ts';

export interface OpenParts {
  readonly config: DeliveryConfig;
  readonly stores: Stores;
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  /** The data folder, which holds adapters and files of secrets, and its folder of secrets, where the keys of Web Push are made. */
  readonly root: string;
  readonly secretsFolder: string;
  /** Real UTC ms, and 0–1: sending again goes by them. */
  readonly wall?: () => number;
  readonly random?: () => number;
}

/** Opens what delivery needs besides the alerts themselves. Throws `STORE_NEWER`, `RECORDS_OWNED`. */
export async function openService(
  parts: OpenParts,
  publish: Publish,
  signal: AbortSignal,
): Promise<Running & { readonly service: Omit<DeliveryService, 'alerts'> }> {
  const { stores, config, logger, root, secretsFolder, sites, clock, wall = Date.now, random = Math.random } = parts;
  const db = await openDeliveryRecords(stores.records);
  const decided = onceThere<DecisionReader>(() => openDecisionReader(stores.records));
  const browsers = openBrowsers(db, decided.get);
  const channels = await openChannels({ config, logger, root, secretsFolder, publish, subscription: browsers.at });
  const troubles = openTroubles(channels.faults, wall);
  return {
    service: {
      ...{ config, db, decisions: decided.get, sites, channels, browsers },
      ...{ tides: sensorTides(stores.series), clock, wall, random, troubles, logger, signal },
    },
    async close() {
      await channels.close();
      await decided.close((reader) => reader.close());
      await db.destroy();
    },
  };
}
