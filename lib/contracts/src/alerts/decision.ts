import { z } from 'zod';
import type { Severity } from './alert.ts';

/** What a person said of an alert; never altered, so that records may tell what was done. */
export interface AlertDecision {
  /** Immutable: the hash of what was said, by whom and when. */
  readonly id: string;
  /** Its line in the feed of decisions. */
  readonly seq: number;
  readonly alert: string;
  /** `acknowledged`: somebody takes care of it. `snoozed`: nobody is told of it until `until`, unless it gets worse. */
  readonly kind: 'acknowledged' | 'snoozed' | 'unsnoozed';
  /** Id of a contact, or another name. */
  readonly by: string;
  /** What was done, in the person's own words. */
  readonly note: string | null;
  /** How bad the alert was then. */
  readonly severity: Severity;
  /** UTC ms, server time. */
  readonly at: number;
  /** UTC ms, server time; null but for `snoozed`. */
  readonly until: number | null;
}

/** Who says it, and what was done, as it comes from outside. */
export const decisionWords = z.strictObject({
  by: z.string().trim().min(1).max(64).describe('id of a contact, or another name'),
  note: z.string().trim().min(1).max(500).optional().describe('what was done'),
});
export type DecisionWords = z.infer<typeof decisionWords>;

/** What people say to alerts, and what they said. */
export interface AlertDecisions {
  /** Ends reminders and escalation until the alert gets worse or comes again. Throws `ALERT_MISSING`, `BAD_DECISION`. */
  acknowledge(alert: string, words: DecisionWords): Promise<AlertDecision>;
  /** Nobody is told of it before `until`, UTC ms, at most 30 days from now. Throws `ALERT_MISSING`, `BAD_DECISION`. */
  snooze(alert: string, words: DecisionWords, until: number): Promise<AlertDecision>;
  /** Throws `ALERT_MISSING`, `BAD_DECISION`. */
  unsnooze(alert: string, words: DecisionWords): Promise<AlertDecision>;
  /** In order. */
  of(alert: string): Promise<readonly AlertDecision[]>;
  /** The feed: decisions with `seq > seq` in order, at most `limit`. */
  after(seq: number, limit: number): Promise<readonly AlertDecision[]>;
}

const base64Url = (bytes: number) => z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}=*$`));

/** A browser's subscription to Web Push, as `PushSubscription.toJSON()` gives it. */
export const pushSubscription = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(1000),
  keys: z.object({
    /** Public key on P-256, uncompressed [RFC 8291 §3.1]. */
    p256dh: base64Url(65),
    /** Authentication secret [RFC 8291 §3.2]. */
    auth: base64Url(16),
  }),
});
export type PushSubscriptionJson = z.infer<typeof pushSubscription>;

/** Which browsers of a contact are told by Web Push. */
export interface PushSubscriptions {
  /** The server's key that a browser subscribes with [RFC 8292 §4], base64url. */
  publicKey(): Promise<string>;
  /** Remembers a browser; at most ten for a contact, the oldest goes. Throws `CONTACT_MISSING`, `PUSH_REFUSED`. */
  add(contact: string, subscription: PushSubscriptionJson): Promise<void>;
  remove(endpoint: string): Promise<void>;
}
