import type { SiteConfig } from '@fieldlapse/contracts';
import type { Clock, Logger } from '@fieldlapse/runtime';
import type { AlertReader, DecisionReader } from '@fieldlapse/store';
import type { OpenChannels } from '../channels/open-channels.ts';
import type { ContactConfig, DeliveryConfig } from '../config.ts';
import type { SensorTides } from '../../tide/sensor-tides.ts';
import type { DeliveryRecords } from '../outbox/records.ts';
import type { Browsers } from './browsers.ts';
import type { Troubles } from './troubles.ts';

/** What the steps of delivery share. */
export interface DeliveryService {
  readonly config: DeliveryConfig;
  readonly db: DeliveryRecords;
  readonly alerts: AlertReader;
  /** Undefined until anybody could decide. */
  readonly decisions: () => Promise<DecisionReader | undefined>;
  readonly sites: () => readonly SiteConfig[];
  readonly tides: SensorTides;
  readonly channels: OpenChannels;
  readonly browsers: Browsers;
  /** Decides what is told when; bent by the demo. */
  readonly clock: Pick<Clock, 'now'>;
  /** Decides when sending is tried again: real UTC ms. */
  readonly wall: () => number;
  readonly random: () => number;
  readonly troubles: Troubles;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** The configured contact; undefined where there is none any more. */
export function contactOf({ contacts }: DeliveryConfig, id: string): ContactConfig | undefined {
  return contacts.find((contact) => contact.id === id);
}
