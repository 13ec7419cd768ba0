import type { Socket } from 'node:net';
import type { Identity, Rights } from './access/rights.ts';

/** What the broker knows of one TCP connection, from accept to close. */
export interface Connection {
  readonly socket: Socket;
  readonly address: string;
  /** Lets packets after CONNECT through. */
  readonly open: () => void;
  /** From the CONNECT packet; what a client claims before it is admitted. */
  claimed: { clientId: string; willTopic: string | undefined };
  /** Set once admitted. */
  member: Member | undefined;
  /** Real ms since when its socket has taken no bytes; stalled once its publishers need not wait for it. */
  blockedSinceMs: number | undefined;
  stalled: boolean;
}

export interface Member {
  readonly identity: Identity;
  readonly rights: Rights;
  readonly subscriptions: Set<string>;
  reportDenied(topic: string): void;
}
