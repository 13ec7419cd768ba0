import { encodeJson, topics, type AckEntry, type DeviceId, type SiteId, type Want } from '@fieldlapse/contracts';
import type { MqttSession } from '@fieldlapse/runtime';

/** Who sent a message: the site and device of its topic, which the broker has checked. */
export interface Origin {
  readonly site: SiteId;
  readonly device: DeviceId;
}

export type WantedFrame = Want['frames'][number];

/** Answers to devices, gathered for a moment and sent as few messages; what cannot be sent is asked for again by the edge. */
export interface Replies {
  ack(origin: Origin, entry: AckEntry): void;
  want(origin: Origin, frame: WantedFrame): void;
  /** Asks the device to send no frames for so long, real ms. */
  pause(origin: Origin, pauseMs: number): void;
  /** Answers dropped since the broker did not take them. */
  readonly dropped: number;
  /** Publishes what is gathered; resolves when the broker has taken it. */
  flush(): Promise<void>;
}

interface Outbox {
  readonly origin: Origin;
  readonly acks: AckEntry[];
  readonly frames: Map<string, WantedFrame>;
  pauseMs: number;
}

const maxAcksPerMessage = 1000;
const maxFramesPerMessage = 256;
const maxUnacknowledged = 4096;

/** Replies over `session`. */
export function openReplies(session: () => MqttSession): Replies {
  let outboxes = new Map<string, Outbox>();
  let scheduled = false;
  let dropped = 0;
  const unacknowledged = new Set<Promise<void>>();

  function outboxOf(origin: Origin): Outbox {
    if (!scheduled) setImmediate(flush);
    scheduled = true;
    const key = `${origin.site}/${origin.device}`;
    const known = outboxes.get(key);
    if (known) return known;
    const outbox = { origin, acks: [], frames: new Map<string, WantedFrame>(), pauseMs: 0 };
    outboxes.set(key, outbox);
    return outbox;
  }

  function send({ site, device }: Origin, kind: 'ack' | 'want', payload: object): void {
    if (unacknowledged.size >= maxUnacknowledged) {
      dropped += 1;
      return;
    }
    const sent = session()
      .publish(topics.down(site, device, kind), encodeJson({ v: 1, ...payload }))
      .then((taken) => {
        if (!taken) dropped += 1;
        unacknowledged.delete(sent);
      });
    unacknowledged.add(sent);
  }

  function flush(): Promise<void> {
    const full = outboxes;
    outboxes = new Map();
    scheduled = false;
    for (const { origin, acks, frames, pauseMs } of full.values()) {
      for (let at = 0; at < acks.length; at += maxAcksPerMessage) {
        send(origin, 'ack', { acks: acks.slice(at, at + maxAcksPerMessage) });
      }
      const wanted = [...frames.values()].slice(0, maxFramesPerMessage);
      if (wanted.length > 0 || pauseMs > 0) send(origin, 'want', { frames: wanted, ...(pauseMs > 0 && { pauseMs }) });
    }
    return Promise.all(unacknowledged).then(() => undefined);
  }

  return {
    ack: (origin, entry) => void outboxOf(origin).acks.push(entry),
    want: (origin, frame) => void outboxOf(origin).frames.set(frame.f, frame),
    pause(origin, pauseMs) {
      const outbox = outboxOf(origin);
      outbox.pauseMs = Math.max(outbox.pauseMs, Math.round(pauseMs));
    },
    get dropped() {
      return dropped;
    },
    flush,
  };
}
