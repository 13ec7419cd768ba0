import type { PushSubscriptionJson } from '@fieldlapse/contracts';
import webPush from 'web-push';
import type { AlertMessage } from '../../message/message.ts';
import type { Channel } from '../channel.ts';
import { httpPost } from '../http-post.ts';
import { isPushService } from './push-services.ts';
import type { VapidKeys } from './vapid.ts';

/** A push service may keep a message so long for a phone that is off; later it would be stale. */
const keepSec = 12 * 3600;
/** Push services take 4096 bytes with encryption; longer texts are cut. */
const mostBodyLength = 1200;

interface WebPushOptions {
  readonly keys: VapidKeys;
  /** `mailto:` or `https:` of whoever runs the server [RFC 8292 §2.1]. */
  readonly subject: string;
  /** Hosts that browsers may be reached at. */
  readonly services: readonly string[];
  /** The browser that a lane of a contact leads to; undefined where it is no more. */
  readonly subscription: (contact: string, lane: string) => Promise<PushSubscriptionJson | undefined>;
}

/** What a page's service worker gets to show; a message of the same `tag` takes the place of the one before. */
interface PushPayload {
  readonly v: 1;
  readonly id: string;
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly severity: AlertMessage['severity'];
  readonly silent: boolean;
  readonly alert: string | null;
}

/** Encrypted for the browser [RFC 8291] and posted to its push service, which replaces what it still keeps of the same topic. */
export function openWebPush({ keys, subject, services, subscription }: WebPushOptions): Channel {
  return {
    async send(message, { contact, address }, signal) {
      const to = await subscription(contact, address);
      if (!to) return { outcome: 'gone', fault: 'the browser is not subscribed any more' };
      if (!isPushService(to.endpoint, services)) {
        return { outcome: 'refused', fault: 'its push service is not among alerts.push.services' };
      }
      const { endpoint, headers, body } = webPush.generateRequestDetails(to, JSON.stringify(payloadOf(message)), {
        vapidDetails: { subject, ...keys },
        TTL: keepSec,
        urgency: message.calm ? 'low' : message.severity === 'notice' ? 'normal' : 'high',
        topic: message.tag,
      });
      const plain = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
      // fetch counts the bytes itself and refuses to be told.
      const sent = plain.filter(([name]) => name.toLowerCase() !== 'content-length');
      return httpPost({ url: endpoint, headers: Object.fromEntries(sent), body: new Uint8Array(body), signal });
    },
  };
}

function payloadOf({ id, tag, title, body, severity, calm, alerts }: AlertMessage): PushPayload {
  const alert = alerts.length === 1 ? alerts[0]!.alert : null;
  return { v: 1, id, tag, title, body: body.slice(0, mostBodyLength), severity, silent: calm, alert };
}
