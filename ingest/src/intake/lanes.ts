import type { UpTopic } from '@fieldlapse/contracts';

/** A message on its way through intake. */
export interface Message {
  readonly topic: UpTopic;
  readonly payload: Buffer;
  readonly retain: boolean;
}

/** One queue per device: a device's messages keep their order, and no device waits for another. */
export interface Lanes {
  /** False where the device's own queue is full: the message is dropped, and the sender is asked for it again. */
  push(message: Message): boolean;
  /** Resolves when all queues together have room; waiting here makes the broker wait. */
  room(): Promise<void>;
  /** Resolves when all queues are empty. */
  idle(): Promise<void>;
  readonly queuedBytes: number;
}

// A queued message costs memory beyond its payload; empty payloads must not queue without end.
const overheadBytes = 512;

/** Lanes that hand each message to `take`, one at a time per device; `take` never rejects. */
export function openLanes(
  limits: { deviceQueueBytes: number; totalQueueBytes: number },
  take: (message: Message) => Promise<void> | void,
): Lanes {
  const lanes = new Map<string, { messages: Message[]; bytes: number }>();
  let queuedBytes = 0;
  const waiting: (() => void)[] = [];
  const weigh = (message: Message) => message.payload.length + overheadBytes;

  async function run(key: string, lane: { messages: Message[]; bytes: number }): Promise<void> {
    for (let next = lane.messages[0]; next !== undefined; next = lane.messages[0]) {
      await take(next);
      lane.messages.shift();
      lane.bytes -= weigh(next);
      queuedBytes -= weigh(next);
      if (queuedBytes < limits.totalQueueBytes && waiting.length > 0) {
        for (const resolve of waiting.splice(0)) resolve();
      }
    }
    lanes.delete(key);
  }

  return {
    push(message) {
      const key = `${message.topic.site}/${message.topic.device}`;
      const weight = weigh(message);
      const lane = lanes.get(key) ?? { messages: [], bytes: 0 };
      if (lane.messages.length > 0 && lane.bytes + weight > limits.deviceQueueBytes) return false;
      lane.messages.push(message);
      lane.bytes += weight;
      queuedBytes += weight;
      if (!lanes.has(key)) {
        lanes.set(key, lane);
        void run(key, lane);
      }
      return true;
    },
    async room() {
      while (queuedBytes >= limits.totalQueueBytes) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    async idle() {
      while (lanes.size > 0) await new Promise((resolve) => setImmediate(resolve));
    },
    get queuedBytes() {
      return queuedBytes;
    },
  };
}
