import { encodeJson, topics, type SiteId } from '@fieldlapse/contracts';
import type { Channel } from './channel.ts';
import { bodyOf } from './webhook.ts';

/** Publishes on the broker; false where it was not taken. */
export type Publish = (topic: string, payload: Buffer) => Promise<boolean>;

/**
 * Publishes messages as `notice/message` of the farm, or of each farm that a digest tells of: for lamps, sirens and displays. It
 * names the contact by id alone.
 */
export function openMqttChannel(publish: Publish): Channel {
  return {
    async send(message, { contact }) {
      const payload = encodeJson({ v: 1, contact, ...bodyOf(message) });
      const sites = new Set(message.alerts.map(({ target }) => target.site));
      for (const site of sites) {
        const taken = await publish(topics.notice(site as SiteId, 'message'), payload);
        if (!taken) return { outcome: 'failed', fault: 'the MQTT broker is not connected' };
      }
      return { outcome: 'sent' };
    },
  };
}
