import { FieldlapseError } from '@fieldlapse/contracts';
import type { Aedes, AedesOptions, AuthenticateError, Client } from 'aedes';
import { admit, type Admission } from './access/admission.ts';
import { ackTopicOf, denialReports } from './access/denials.ts';
import { loginLimit } from './access/login-limit.ts';
import { isMalformedTopic, type Identity } from './access/rights.ts';
import type { BrokerConfig } from './config.ts';
import type { Connection } from './connection.ts';
import type { Counters } from './metrics.ts';
import type { QuietLog } from './quiet-log.ts';
import { retainedBooks } from './retained.ts';

export interface PipelineOptions {
  readonly config: BrokerConfig;
  readonly lookupIdentity: (id: string) => Promise<Identity | undefined>;
  readonly warn: QuietLog;
  readonly counters: Counters;
  readonly connectionOf: (client: Client) => Connection | undefined;
  readonly onAdmitted: (connection: Connection, id: string) => void;
  readonly publish: Aedes['publish'];
}

type Steps = Required<
  Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>
>;

/** Nobody may subscribe to it, and nothing on it is forwarded. */
const deniedPrefix = 'denied/';
const nothing = Buffer.alloc(0);

/** What happens to a packet after the guard and before aedes acts on it, in this order. */
export function pipeline(options: PipelineOptions): Steps {
  const { config, counters, connectionOf, warn } = options;
  const limit = loginLimit(config.maxFailedLogins);
  const retained = retainedBooks({ maxMessages: config.maxRetainedMessages, maxBytes: config.maxRetainedBytes });

  const refuse = ({ address, claimed }: Connection, refusal: Extract<Admission, { outcome: 'refused' }>) => {
    const { reason, returnCode, cause } = refusal;
    counters.refusedConnect(reason);
    const clientId = claimed.clientId.slice(0, 64);
    warn(`${address} ${clientId} ${reason}`, { address, clientId, reason, err: cause }, 'connection refused');
    return Object.assign(new Error(reason), { returnCode }) as unknown as AuthenticateError;
  };

  const welcome = (connection: Connection, { identity, rights }: Extract<Admission, { outcome: 'accepted' }>) => {
    const topic = ackTopicOf(identity);
    const reports = denialReports((payload) => {
      if (topic) options.publish({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false }, () => {});
    });
    connection.member = { identity, rights, subscriptions: new Set(), reportDenied: (denied) => reports.add(denied) };
    connection.open();
    options.onAdmitted(connection, identity.id);
  };

  const deny = ({ address, member }: Connection, verb: string, topic: string) => {
    counters.denied += 1;
    const clientId = member?.identity.id;
    warn(
      `${clientId} ${verb}`,
      { address, clientId, topic: topic.slice(0, 200), code: 'NOT_AUTHORIZED' },
      `${verb} denied`,
    );
  };

  return {
    /** 1. Remembers what the client claims; every session is clean, so nothing is ever queued for the absent. */
    preConnect(client, packet, done) {
      const connection = connectionOf(client);
      if (connection) connection.claimed = { clientId: packet.clientId ?? '', willTopic: packet.will?.topic };
      packet.clean = true;
      done(null, connection !== undefined);
    },

    /** 2. Identity, token, rights of the last will. */
    authenticate(client, username, password, done) {
      const connection = connectionOf(client);
      if (!connection) return done(null, false);
      const { address, claimed } = connection;
      const attempt = { address, ...claimed, username, password };
      void admit(attempt, { lookupIdentity: options.lookupIdentity, limit }).then((admission) => {
        if (admission.outcome === 'refused') return done(refuse(connection, admission), false);
        welcome(connection, admission);
        done(null, true);
      });
    },

    /** 3. A publish without the right to it goes nowhere but is acked: closing would make the client resend for ever. */
    authorizePublish(client, packet, done) {
      const connection = client && connectionOf(client);
      if (!connection?.member) return done(client ? new FieldlapseError('NOT_AUTHORIZED', 'no identity') : null);
      const { identity, rights, reportDenied } = connection.member;
      const { topic } = packet;
      counters.messagesIn += 1;
      if (isMalformedTopic(topic)) return done(new FieldlapseError('BAD_TOPIC', 'malformed topic'));
      if (!rights.mayPublish(topic)) {
        deny(connection, 'publish', topic);
        reportDenied(topic);
        Object.assign(packet, { topic: `${deniedPrefix}${identity.id}`, payload: nothing, retain: false });
      } else if (packet.retain) {
        const payload = Buffer.from(packet.payload); // a copy, else the store would hold the whole read buffer
        packet.payload = payload;
        packet.retain = retained.admit(identity.id, topic, payload.length);
        if (!packet.retain) {
          counters.retainedRefused += 1;
          warn(`${identity.id} retain`, { clientId: identity.id, topic }, 'share of retained messages used up');
        }
      }
      // aedes publishes QoS 1 one turn later (after its PUBACK); QoS 0 waits as long, so that a frame's chunks do not
      // overtake its metadata.
      if (packet.qos === 0) setImmediate(done, null);
      else done(null);
    },

    /** 4. A filter is granted whole or not at all (SUBACK 0x80); the session stays. */
    authorizeSubscribe(client, subscription, done) {
      const connection = connectionOf(client);
      const member = connection?.member;
      if (!connection || !member) return done(null, null);
      const { subscriptions, rights } = member;
      const full = subscriptions.size >= config.maxSubscriptions && !subscriptions.has(subscription.topic);
      if (full || !rights.maySubscribe(subscription.topic)) {
        deny(connection, 'subscribe', subscription.topic);
        return done(null, null);
      }
      subscriptions.add(subscription.topic);
      done(null, subscription);
    },

    /** 5. Each message to each subscriber. */
    authorizeForward(client, packet) {
      if (packet.topic.startsWith(deniedPrefix)) return null;
      if (connectionOf(client)?.stalled) {
        counters.dropped += 1;
        return null;
      }
      counters.messagesOut += 1;
      return packet;
    },
  };
}
