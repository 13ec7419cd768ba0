import { sha256Hex } from '@fieldlapse/contracts';
import { backoffMs } from '@fieldlapse/runtime';
import type { DeliveryRow } from '@fieldlapse/store';
import type { SendOutcome } from '../channels/channel.ts';
import type { AlertMessage } from '../message/message.ts';
import type { PlannedLine } from '../plan/planned.ts';
import type { Lane, Outbox } from './outbox.ts';

export interface LaneParts {
  readonly outbox: Outbox;
  /** Hands a message over on the lane's channel; undefined where the contact has no such channel any more. */
  readonly send: (lane: Lane, message: AlertMessage) => Promise<SendOutcome | undefined>;
  /** All that these lines say as it is now, in one message; undefined where nothing is left to say. */
  readonly digest: (lane: Lane, lines: readonly PlannedLine[], id: string) => Promise<AlertMessage | undefined>;
  readonly giveUpAfterMs: number;
  readonly digestAfterMs: number;
  /** Real UTC ms. */
  readonly wall: () => number;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Hears of every try; `fault` is null where it worked. */
  readonly tried: (lane: Lane, fault: string | null) => void;
}

const minBackoffMs = 10_000;
/** A channel that works again is found within five minutes. */
const maxBackoffMs = 300_000;

/**
 * Sends what waits in a lane, in order, until something fails. What a broken channel has held up is told as one digest of how things
 * are now, never as a storm of old news.
 */
export async function sendLane(parts: LaneParts, { contact, channel, rows }: Lane): Promise<void> {
  let waiting = rows;
  while (waiting.length > 0 && !parts.signal.aborted) {
    const lane: Lane = { contact, channel, rows: waiting };
    const sent = isOutage(parts, lane) ? await sendTogether(parts, lane) : await sendFirst(parts, lane);
    if (sent === 0) return;
    waiting = waiting.slice(sent);
  }
}

function isOutage({ wall, digestAfterMs }: LaneParts, { rows: [head, second] }: Lane): boolean {
  if (!head || head.attempts === 0) return head !== undefined && wall() - head.createdAt >= digestAfterMs;
  return second !== undefined || wall() - head.createdAt >= digestAfterMs;
}

/** Returns how many messages that settled. */
async function sendFirst(parts: LaneParts, lane: Lane): Promise<number> {
  const head = lane.rows[0]!;
  const outcome = await hand(parts, lane, JSON.parse(head.message) as AlertMessage);
  return settle(parts, lane, [head], outcome);
}

async function sendTogether(parts: LaneParts, lane: Lane): Promise<number> {
  const { outbox, wall } = parts;
  const { rows } = lane;
  const lines = rows.flatMap((row) => JSON.parse(row.lines) as PlannedLine[]);
  // The same messages make the same id: one whose answer was lost is known again.
  const id = sha256Hex(['digest', ...rows.map((row) => row.id)].join('\n')).slice(0, 32);
  const message = await parts.digest(lane, lines, id);
  if (!message) {
    await outbox.end(rows, { state: 'merged', fault: 'nothing of it holds any more', at: wall() });
    return rows.length;
  }
  const outcome = await hand(parts, lane, message);
  return settle(parts, lane, rows, outcome, { lines, message });
}

async function hand({ send }: LaneParts, lane: Lane, message: AlertMessage): Promise<SendOutcome> {
  try {
    return (await send(lane, message)) ?? { outcome: 'refused', fault: 'the contact has no such channel any more' };
  } catch (error) {
    return { outcome: 'failed', fault: (error as Error).name };
  }
}

async function settle(
  parts: LaneParts,
  lane: Lane,
  rows: readonly DeliveryRow[],
  outcome: SendOutcome,
  together?: { readonly lines: readonly PlannedLine[]; readonly message: AlertMessage },
): Promise<number> {
  const { outbox, wall, tried } = parts;
  const at = wall();
  if (outcome.outcome === 'sent') {
    const digest = together && {
      row: sentRow(lane, together, at),
      alerts: together.message.alerts.map(({ alert }) => alert),
    };
    await outbox.end(rows, { state: digest ? 'merged' : 'sent', outcome: 'sent', at, ...(digest && { digest }) });
    tried(lane, null);
    return rows.length;
  }
  // Shutting down is nobody's fault.
  if (parts.signal.aborted) return 0;
  tried(lane, outcome.fault);
  if (outcome.outcome !== 'failed') {
    await outbox.end(rows, { state: 'dead', ...outcome, at });
    return rows.length;
  }
  return putOff(parts, lane, outcome, at);
}

/** The whole lane waits; it is given up once even its newest message is too old. */
async function putOff(
  { outbox, giveUpAfterMs, random }: LaneParts,
  { rows }: Lane,
  { fault, retryAfterMs = 0 }: { readonly fault: string; readonly retryAfterMs?: number },
  at: number,
): Promise<number> {
  if (at - rows.at(-1)!.createdAt >= giveUpAfterMs) {
    await outbox.end(rows, { state: 'dead', fault: `given up: ${fault}`, at });
    return rows.length;
  }
  const head = rows[0]!;
  const waitMs = Math.max(retryAfterMs, backoffMs(head.attempts + 1, minBackoffMs, maxBackoffMs, random));
  await outbox.failed(head, fault, at, at + waitMs);
  return 0;
}

function sentRow(
  { contact, channel, rows }: Lane,
  { lines, message }: { readonly lines: readonly PlannedLine[]; readonly message: AlertMessage },
  at: number,
): DeliveryRow {
  const { attempts, createdAt } = rows[0]!;
  return {
    ...{ id: message.id, contact, channel, lines: JSON.stringify(lines), message: JSON.stringify(message) },
    ...{ state: 'sent', attempts: attempts + 1, createdAt, notBefore: at, endedAt: at, mergedInto: null, fault: null },
  };
}
