import { durationMs } from '@fieldlapse/runtime';
import { z } from 'zod';

const count = (most: number) => z.int().min(1).max(most);

/** Settings of the broker; every limit has a default that suits one machine with a few thousand devices. */
export const brokerConfig = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('address to listen on; 0.0.0.0 for all networks'),
  port: z.int().min(0).max(65_535).default(1883).describe('TCP port; 0 takes any free one'),
  maxConnections: count(100_000).default(10_000).describe('connections at once; further ones are closed at once'),
  connectTimeout: durationMs.prefault('10s').describe('time that a client has to send its CONNECT packet'),
  stallTimeout: durationMs
    .prefault('5s')
    .describe('a subscriber that reads nothing for so long no longer delays publishers; what it misses is dropped'),
  drainTimeout: durationMs.prefault('20s').describe('a subscriber that reads nothing for so long is disconnected'),
  maxConnectBytes: count(65_536).default(4096).describe('largest packet before the identity is known, bytes'),
  maxPacketBytes: count(16_777_216).default(262_144).describe('largest packet afterwards, bytes'),
  maxQueuedBytes: count(1_073_741_824)
    .default(16_777_216)
    .describe('bytes that wait for one subscriber to read; beyond that it misses messages'),
  maxSubscriptions: count(10_000).default(100).describe('subscriptions of one connection'),
  maxInflightQos2: count(1000).default(20).describe('QoS 2 messages of one connection that wait for their PUBREL'),
  maxRetainedMessages: count(1_000_000).default(10_000).describe('retained messages of one identity'),
  maxRetainedBytes: count(1_073_741_824).default(4_194_304).describe('retained payload of one identity, bytes'),
  maxFailedLogins: count(10_000).default(60).describe('failed logins of one address per minute before it must wait'),
});
export type BrokerConfig = z.output<typeof brokerConfig>;
