import { encodeJson, parseTopic, topics, type SiteId } from '@fieldlapse/contracts';
import { startMqttSession, type Logger, type Running } from '@fieldlapse/runtime';
import type { TimelapseConfig } from './config.ts';

/** The service's ear and voice on MQTT: notices only wake and tell, none carries anything that would be missed. */
export interface FilmNotices extends Running {
  connected(): boolean;
  /** Says that a day of a film has changed. */
  announce(site: string, camera: string, day: string): void;
  /** Says that a camera looks elsewhere. */
  announceMove(site: string, camera: string): void;
}

/** Connects where a broker is configured; calls `onFrame` at every notice of a stored frame. */
export function filmNotices(config: TimelapseConfig, logger: Logger, onFrame: () => void): FilmNotices {
  const { host, port, clientId, token } = config;
  if (host === undefined || port === undefined) {
    return { connected: () => false, announce: () => {}, announceMove: () => {}, close: async () => {} };
  }
  const session = startMqttSession({
    ...{ host, port, clientId, token, logger },
    subscriptions: [topics.anyNotice('+')],
    onConnect: onFrame,
    onMessage(topic) {
      const parsed = parseTopic(topic);
      if (parsed.kind === 'notice' && parsed.notice === 'frame-stored') onFrame();
    },
  });
  return {
    connected: () => session.connected,
    announce(site, camera, day) {
      void session.publish(topics.notice(site as SiteId, 'film'), encodeJson({ v: 1, camera, day }));
    },
    announceMove(site, camera) {
      void session.publish(topics.notice(site as SiteId, 'camera-moved'), encodeJson({ v: 1, camera }));
    },
    close: () => session.close(),
  };
}
