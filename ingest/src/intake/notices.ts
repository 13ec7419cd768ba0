import { encodeJson, topics, type CameraName, type LocalDay, type Notice, type SiteId } from '@fieldlapse/contracts';
import type { MqttSession } from '@fieldlapse/runtime';

export interface IntakeNotice {
  readonly site: SiteId;
  readonly acceptedSeq: number;
  readonly camera?: CameraName;
  readonly day?: LocalDay;
}

/** Wakes readers of the change feed; several notices of one camera and day within a moment become one. */
export interface Notices {
  tell(kind: 'frame-stored' | 'readings-stored', notice: IntakeNotice): void;
  /** Publishes what is gathered. */
  flush(): void;
}

/** Notices over `session`; the caller flushes about four times a second. */
export function openNotices(session: () => MqttSession): Notices {
  const gathered = new Map<string, { topic: string; notice: Notice }>();
  return {
    tell(kind, { site, ...notice }) {
      const topic = topics.notice(site, kind);
      gathered.set(`${topic}/${notice.camera ?? ''}/${notice.day ?? ''}`, { topic, notice: { v: 1, ...notice } });
    },
    flush() {
      for (const { topic, notice } of gathered.values()) void session().publish(topic, encodeJson(notice), { qos: 0 });
      gathered.clear();
    },
  };
}
