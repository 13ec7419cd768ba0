import type { AlertMessage } from '../message/message.ts';

/** Whom a channel hands a message to. */
export interface Recipient {
  /** Id of the contact: nothing else of a contact may stand in a log. */
  readonly contact: string;
  readonly name: string;
  /** Where the contact is reached: an e-mail address, a web address, a telephone number, a chat id. */
  readonly address: string;
}

/**
 * How handing over went. `sent`: the other side has taken it. `failed`: it may work later; not before `retryAfterMs`, where the other
 * side said so. `refused`: it never will, as with a wrong address. `gone`: nobody is at that address any more. `fault` says what
 * happened, without address, token or text: it stands in records and logs.
 */
export type SendOutcome =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'failed'; readonly fault: string; readonly retryAfterMs?: number }
  | { readonly outcome: 'refused' | 'gone'; readonly fault: string };

/**
 * A way to reach people. The same message may be handed over twice where the first answer was lost: `message.id` is the same then,
 * and a channel passes it on in whatever way keeps it from being shown twice.
 */
export interface Channel {
  /** Resolves within 30 s or when the signal aborts; what it throws counts as `failed`. */
  send(message: AlertMessage, to: Recipient, signal: AbortSignal): Promise<SendOutcome>;
  close?(): Promise<void>;
}

/** What an adapter's module exports as `openChannel`: a channel that Fieldlapse does not have. */
export type OpenChannel = (options: {
  /** As configured. */
  readonly settings: Readonly<Record<string, string>>;
  /** What `secretFile` holds; empty where none is named. */
  readonly secret: string;
}) => Channel | Promise<Channel>;
