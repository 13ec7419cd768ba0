import type { PushSubscriptionJson } from '@fieldlapse/contracts';
import type { DecisionReader, PushSubscriptionRow } from '@fieldlapse/store';
import { browserLane } from '../channels/lanes.ts';
import type { DeliveryRecords } from '../outbox/records.ts';

/** The browsers that contacts have subscribed, without those that their push services do not know any more. */
export interface Browsers {
  of(contact: string): Promise<PushSubscriptionRow[]>;
  /** The one that a lane leads to. */
  at(contact: string, lane: string): Promise<PushSubscriptionJson | undefined>;
  /** Nothing goes there from now on, unless it subscribes again. */
  forget(contact: string, lane: string, now: number): Promise<void>;
}

export function openBrowsers(db: DeliveryRecords, decisions: () => Promise<DecisionReader | undefined>): Browsers {
  const of = async (contact: string) => {
    const subscribed = (await (await decisions())?.subscriptions(contact)) ?? [];
    const gone = await db.selectFrom('goneBrowsers').selectAll().execute();
    return subscribed.filter(
      ({ endpoint, addedAt }) => !gone.some((one) => one.endpoint === endpoint && one.goneAt >= addedAt),
    );
  };
  const at = async (contact: string, lane: string) => {
    const [channel = ''] = lane.split(':');
    return (await of(contact)).find(({ endpoint }) => browserLane(channel, endpoint) === lane);
  };
  return {
    of,
    async at(contact, lane) {
      const found = await at(contact, lane);
      return found && { endpoint: found.endpoint, keys: { p256dh: found.p256dh, auth: found.auth } };
    },
    async forget(contact, lane, goneAt) {
      const endpoint = (await at(contact, lane))?.endpoint;
      if (endpoint === undefined) return;
      await db
        .insertInto('goneBrowsers')
        .values({ endpoint, goneAt })
        .onConflict((on) => on.column('endpoint').doUpdateSet({ goneAt }))
        .execute();
    },
  };
}
