import { encodeJson, idPattern, topics, type Ack, type DeviceId, type SiteId } from '@fieldlapse/contracts';
import type { Identity } from './rights.ts';

const mostTopics = 50;
const pauseMs = 1000;

/** Tells a device what it was denied: the first at once, then at most one message a second. */
export function denialReports(send: (payload: Buffer) => void): { add(topic: string): void } {
  const denied = new Set<string>();
  let resting = false;
  const flush = () => {
    resting = denied.size > 0;
    if (!resting) return;
    const ack: Ack = { v: 1, acks: [...denied].map((topic) => ({ topic, s: 'denied', code: 'NOT_AUTHORIZED' })) };
    denied.clear();
    send(encodeJson(ack));
    setTimeout(flush, pauseMs).unref();
  };
  return {
    add(topic) {
      if (denied.size < mostTopics) denied.add(topic.slice(0, 200));
      if (!resting) flush();
    },
  };
}

/** Where a device hears about denials: `down/ack` of the site whose `up/#` it may publish; services have none. */
export function ackTopicOf(identity: Identity): string | undefined {
  for (const filter of identity.publish) {
    const site = filter.split('/')[2] ?? '';
    if (idPattern.test(site) && filter === topics.upOf(site as SiteId, identity.id as DeviceId)) {
      return topics.down(site as SiteId, identity.id as DeviceId, 'ack');
    }
  }
  return undefined;
}
