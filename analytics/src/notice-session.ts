import { parseTopic, topics } from '@fieldlapse/contracts';
import { startMqttSession, type Logger } from '@fieldlapse/runtime';

interface NoticeConfig {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly clientId: string;
  readonly token: string;
}

/**
 * Connects to the broker whose notices wake a service, where one is configured: `onNews` is called at every connection and at
 * every notice of a kind in `waking`. Notices only wake, none carries anything that would be missed.
 */
export function startNoticeSession(
  { host, port, clientId, token }: NoticeConfig,
  waking: ReadonlySet<string>,
  logger: Logger,
  onNews: () => void,
) {
  if (host === undefined || port === undefined) return undefined;
  return startMqttSession({
    ...{ host, port, clientId, token, logger },
    subscriptions: [topics.anyNotice('+')],
    onConnect: onNews,
    onMessage(topic) {
      const parsed = parseTopic(topic);
      if (parsed.kind === 'notice' && waking.has(parsed.notice)) onNews();
    },
  });
}
