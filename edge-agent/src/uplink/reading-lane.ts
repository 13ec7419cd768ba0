import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  encodeJson,
  maxReadingsPerBatch,
  topics,
  type AckEntry,
  type DeviceId,
  type ReadingBatch,
  type SiteId,
} from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';
import type { Spool } from '../spool/spool.ts';
import type { Packet } from './packet.ts';

/** Sends readings in batches, oldest first, several under way. */
export interface ReadingLane {
  next(at: number): Promise<Packet | undefined>;
  onAck(ack: Extract<AckEntry, { r: unknown }>): Promise<void>;
  onLost(): void;
  /** Puts batches that got no answer back to waiting; true where there were some. */
  checkStalls(at: number): boolean;
}

const maxUnderWay = 4;
const stallMs = 15_000;
const zip = promisify(gzip);

export function readingLane(options: { site: SiteId; device: DeviceId; spool: Spool; logger: Logger }): ReadingLane {
  const { site, device, spool, logger } = options;
  const topic = topics.readings(site, device);
  let underWay: { boot: ReadingBatch['boot']; from: number; to: number; at: number }[] = [];

  function release(batches: typeof underWay): void {
    for (const { boot, from, to } of batches) spool.readings.release(boot, from, to);
    underWay = underWay.filter((batch) => !batches.includes(batch));
  }

  return {
    async next(at) {
      if (underWay.length >= maxUnderWay) return undefined;
      const taken = await spool.readings.take(maxReadingsPerBatch);
      if (!taken) return undefined;
      const { boot, from, to, readings } = taken;
      underWay.push({ boot, from, to, at });
      const batch: ReadingBatch = { v: 1, boot, from, readings };
      return { topic, payload: await zip(encodeJson(batch)), qos: 1 };
    },
    async onAck({ r, s, code, message }) {
      const answered = underWay.filter(({ boot, from, to }) => boot === r.boot && to >= r.from && from <= r.to);
      if (s === 'bad') logger.error({ code, ...r, message }, 'the server refuses readings; they are dropped');
      await spool.readings.acknowledge(r.boot, r.from, r.to);
      release(answered); // what of a batch was not answered goes again
    },
    onLost: () => release(underWay),
    checkStalls(at) {
      const late = underWay.filter((batch) => at - batch.at > stallMs);
      release(late);
      return late.length > 0;
    },
  };
}
