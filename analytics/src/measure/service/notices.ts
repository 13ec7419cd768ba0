import { encodeJson, topics, type SiteId } from '@fieldlapse/contracts';
import type { Logger, Running } from '@fieldlapse/runtime';
import { startNoticeSession } from '../../notice-session.ts';
import type { MeasureConfig } from './config.ts';

/** The service's ear and voice on MQTT: notices only wake and tell, none carries anything that would be missed. */
export interface MeasureNotices extends Running {
  connected(): boolean;
  /** Says that a camera's measurements have changed. */
  announce(site: string, camera: string): void;
}

const waking: ReadonlySet<string> = new Set(['frame-stored', 'camera-moved']);

/** Connects where a broker is configured; calls `onNews` at every notice of a stored frame or a moved camera. */
export function measureNotices(config: MeasureConfig, logger: Logger, onNews: () => void): MeasureNotices {
  const session = startNoticeSession(config, waking, logger, onNews);
  if (!session) return { connected: () => false, announce: () => {}, close: async () => {} };
  return {
    connected: () => session.connected,
    announce(site, camera) {
      void session.publish(topics.notice(site as SiteId, 'metric'), encodeJson({ v: 1, camera }));
    },
    close: () => session.close(),
  };
}
