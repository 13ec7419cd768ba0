import { FieldlapseError, type PushSubscriptions } from '@fieldlapse/contracts';
import type { Clock } from '@fieldlapse/runtime';
import { openVapidKeys } from '../channels/push/vapid.ts';
import { isPushService } from '../channels/push/push-services.ts';
import type { DeliveryConfig } from '../config.ts';
import type { DecisionRecords } from './open-alert-decisions.ts';

const mostBrowsers = 10;

/** Browsers that contacts have subscribed, over the open database of decisions. */
export function openPushSubscriptions(
  db: DecisionRecords,
  {
    config,
    secretsFolder,
    clock,
  }: { readonly config: DeliveryConfig; readonly secretsFolder: string; readonly clock: Pick<Clock, 'now'> },
): PushSubscriptions {
  return {
    publicKey: async () => (await openVapidKeys(secretsFolder)).publicKey,
    async add(contact, { endpoint, keys: { p256dh, auth } }) {
      if (!config.contacts.some(({ id }) => id === contact)) {
        throw new FieldlapseError('CONTACT_MISSING', `no contact has the id ${contact}`);
      }
      if (!isPushService(endpoint, config.push.services)) {
        throw new FieldlapseError('PUSH_REFUSED', `${new URL(endpoint).hostname} is not among alerts.push.services`);
      }
      const row = { endpoint, contact, p256dh, auth, addedAt: clock.now() };
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('pushSubscriptions')
          .values(row)
          .onConflict((on) => on.column('endpoint').doUpdateSet(row))
          .execute();
        const all = trx.selectFrom('pushSubscriptions').select('endpoint').where('contact', '=', contact);
        const old = (await all.orderBy('addedAt', 'desc').execute()).slice(mostBrowsers);
        for (const one of old) await trx.deleteFrom('pushSubscriptions').where('endpoint', '=', one.endpoint).execute();
      });
    },
    async remove(endpoint) {
      await db.deleteFrom('pushSubscriptions').where('endpoint', '=', endpoint).execute();
    },
  };
}
