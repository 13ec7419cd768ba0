import { encodeJson, topics, type AlertChange, type SiteId } from '@fieldlapse/contracts';
import type { Logger, Running } from '@fieldlapse/runtime';
import { startNoticeSession } from '../../notice-session.ts';
import type { AlertServiceConfig } from './config.ts';

/** The service's ear and voice on MQTT: notices only wake and tell, none carries anything that would be missed. */
export interface AlertNotices extends Running {
  /** Says that the feed of alert changes has new lines. */
  announceAll(changes: readonly AlertChange[]): void;
}

const waking: ReadonlySet<string> = new Set(['readings-stored', 'frame-stored', 'metric', 'camera-moved']);

/** Connects where a broker is configured; calls `onNews` at every notice that may mean new points. */
export function alertNotices(config: AlertServiceConfig, logger: Logger, onNews: () => void): AlertNotices {
  const session = startNoticeSession(config, waking, logger, onNews);
  if (!session) return { announceAll: () => {}, close: async () => {} };
  return {
    announceAll(changes) {
      for (const { seq, alert, change, transition } of changes) {
        const { rule, severity, target } = transition;
        const told = { v: 1, alertSeq: seq, alert, change, rule, severity, target };
        void session.publish(topics.notice(target.site as SiteId, 'alert'), encodeJson(told));
      }
    },
    close: () => session.close(),
  };
}
