import { FieldlapseError } from '@fieldlapse/contracts';
import type { AedesOptions, AuthenticateError, Client, PublishPacket } from 'aedes';
import { admit, type Admission } from './access/admission.ts';
import { ackTopicOf, denialReports } from './access/denials.ts';
import { loginLimit, type LoginLimit } from './access/login-limit.ts';
import { retainedBooks, type RetainedBooks } from './access/retained.ts';
import { isMalformedTopic, type Identity } from './access/rights.ts';
import type { BrokerConfig } from './config.ts';
import type { Connection, Member } from './connection.ts';
import type { Counters } from './metrics.ts';
import type { QuietLog } from './quiet-log.ts';

interface PipelineOptions {
  readonly config: BrokerConfig;
  readonly lookupIdentity: (id: string) => Promise<Identity | undefined>;
  readonly warn: QuietLog;
  readonly counters: Counters;
  readonly connectionOf: (client: Client) => Connection | undefined;
  readonly onAdmitted: (connection: Connection, id: string) => void;
  readonly publish: (packet: PublishPacket) => void;
}

interface Context extends PipelineOptions {
  readonly limit: LoginLimit;
  readonly retained: RetainedBooks;
}

type Steps = Required<AedesOptions>;

/** Nobody may subscribe to it, and nothing on it is forwarded. */
const deniedPrefix = 'denied/';
const nothing = Buffer.alloc(0);

/** What happens to a packet after the guard and before aedes acts on it. */
export function pipeline(options: PipelineOptions) {
  const context: Context = {
    ...options,
    limit: loginLimit(options.config.maxFailedLogins),
    retained: retainedBooks(options.config),
  };
  return {
    preConnect: rememberClaim(context),
    authenticate: authenticate(context),
    authorizePublish: authorizePublish(context),
    authorizeSubscribe: authorizeSubscribe(context),
    authorizeForward: authorizeForward(context),
  };
}

/** Notes what the client claims. Every session is made a clean one, so nothing is ever queued for the absent. */
function rememberClaim({ connectionOf }: Context): Steps['preConnect'] {
  return (client, packet, done) => {
    const connection = connectionOf(client);
    if (connection) connection.claimed = { clientId: packet.clientId ?? '', willTopic: packet.will?.topic };
    packet.clean = true;
    done(null, connection !== undefined);
  };
}

/** Identity, token, rights of the last will; then the packets after CONNECT may pass. */
function authenticate(context: Context): Steps['authenticate'] {
  const { connectionOf, onAdmitted } = context;
  return (client, username, password, done) => {
    const connection = connectionOf(client);
    if (!connection) return done(null, false);
    const attempt = { address: connection.address, ...connection.claimed, username, password };
    void admit(attempt, context).then((admission) => {
      if (admission.outcome === 'refused') return done(refusal(context, connection, admission), false);
      connection.member = memberOf(context, admission);
      connection.open();
      onAdmitted(connection, admission.identity.id);
      done(null, true);
    });
  };
}

/** A publish without the right to it goes nowhere but is acked: a closed connection makes clients resend for ever. */
function authorizePublish(context: Context): Steps['authorizePublish'] {
  const { connectionOf, counters } = context;
  return (client, packet, done) => {
    const connection = client && connectionOf(client);
    if (!connection?.member) return done(client ? new FieldlapseError('NOT_AUTHORIZED', 'no identity') : null);
    const { identity, rights, reportDenied } = connection.member;
    const { topic } = packet;
    counters.messagesIn += 1;
    if (isMalformedTopic(topic)) return done(new FieldlapseError('BAD_TOPIC', 'malformed topic'));
    if (!rights.mayPublish(topic)) {
      denied(context, connection, 'publish', topic);
      reportDenied(topic);
      Object.assign(packet, { topic: deniedPrefix + identity.id, payload: nothing, retain: false });
    } else if (packet.retain) retain(context, identity.id, packet);
    // aedes publishes QoS 1 one turn later (after its PUBACK); QoS 0 waits as long, so that a frame's chunks do not
    // overtake its metadata.
    if (packet.qos === 0) setImmediate(done, null);
    else done(null);
  };
}

/** A filter is granted whole or not at all (SUBACK 0x80); the session stays. */
function authorizeSubscribe(context: Context): Steps['authorizeSubscribe'] {
  return (client, subscription, done) => {
    const connection = context.connectionOf(client);
    if (!connection?.member) return done(null, null);
    const { subscriptions, rights } = connection.member;
    const { topic } = subscription;
    const full = subscriptions.size >= context.config.maxSubscriptions && !subscriptions.has(topic);
    if (full || !rights.maySubscribe(topic)) {
      denied(context, connection, 'subscribe', topic);
      return done(null, null);
    }
    subscriptions.add(topic);
    done(null, subscription);
  };
}

/** Each message to each subscriber; one that is stalled or too far behind misses it. */
function authorizeForward({ config, connectionOf, counters }: Context): Steps['authorizeForward'] {
  return (client, packet) => {
    if (packet.topic.startsWith(deniedPrefix)) return null;
    const connection = connectionOf(client);
    if (!connection || connection.stalled || connection.socket.writableLength > config.maxQueuedBytes) {
      counters.dropped += 1;
      return null;
    }
    counters.messagesOut += 1;
    return packet;
  };
}

/** Lets the message be retained if the identity's share allows; else it only reaches those who listen now. */
function retain({ retained, counters, warn }: Context, id: string, packet: PublishPacket): void {
  const payload = Buffer.from(packet.payload); // a copy: a view would keep the whole read buffer in the store
  packet.payload = payload;
  packet.retain = retained.admit(id, packet.topic, payload.length);
  if (packet.retain) return;
  counters.retainedRefused += 1;
  warn(`${id} retain`, { clientId: id, topic: packet.topic.slice(0, 200) }, 'share of retained messages used up');
}

function memberOf(context: Context, { identity, rights }: Extract<Admission, { outcome: 'accepted' }>): Member {
  const topic = ackTopicOf(identity);
  const reports = denialReports((payload) => {
    if (topic) context.publish({ cmd: 'publish', topic, payload, qos: 1, dup: false, retain: false });
  });
  return { identity, rights, subscriptions: new Set(), reportDenied: (denied) => reports.add(denied) };
}

function refusal(context: Context, connection: Connection, admission: Extract<Admission, { outcome: 'refused' }>) {
  const { reason, returnCode, cause } = admission;
  const { address } = connection;
  const clientId = connection.claimed.clientId.slice(0, 64);
  context.counters.refusedConnect(reason);
  context.warn(`${address} ${clientId}`, { address, clientId, reason, err: cause }, 'connection refused');
  return Object.assign(new Error(reason), { returnCode }) as unknown as AuthenticateError;
}

function denied({ counters, warn }: Context, { address, member }: Connection, verb: string, topic: string): void {
  const clientId = member?.identity.id;
  counters.denied += 1;
  warn(
    `${clientId} ${verb}`,
    { address, clientId, topic: topic.slice(0, 200), code: 'NOT_AUTHORIZED' },
    `${verb} denied`,
  );
}
