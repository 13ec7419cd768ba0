import type { SendOutcome } from '../channels/channel.ts';
import { addressOf, channelOfLane } from '../channels/lanes.ts';
import { compose } from '../message/compose.ts';
import { mergedLines, type StandNow } from '../message/merge-lines.ts';
import type { AlertMessage } from '../message/message.ts';
import { openOutbox, type Lane } from '../outbox/outbox.ts';
import { sendLane, type LaneParts } from '../outbox/send-lane.ts';
import type { PlannedLine } from '../plan/planned.ts';
import { factsOf } from './facts.ts';
import { contactOf, type DeliveryService } from './service.ts';

const mostLanesAtOnce = 8;

/** Sends what waits. */
export interface Sender {
  /** Tries every lane whose time has come and that is not being tried; resolves when those have ended. */
  sendDue(): Promise<void>;
}

export function openSender(service: DeliveryService): Sender {
  const { config, db, wall, random, troubles, signal } = service;
  const outbox = openOutbox(db);
  const busy = new Set<string>();
  const parts: LaneParts = {
    ...{ outbox, wall, random, signal },
    ...{ giveUpAfterMs: config.telling.giveUpAfter, digestAfterMs: config.telling.digestAfter },
    send: (lane, message) => hand(service, lane, message),
    digest: (lane, lines, id) => digestNow(service, lane, lines, id),
    tried: ({ contact, channel }, fault) => troubles.tried(`${contact} by ${channel}`, fault, wall()),
  };
  return {
    async sendDue() {
      const lanes = (await outbox.due(wall())).filter((lane) => !busy.has(nameOf(lane)));
      const free = Math.max(0, mostLanesAtOnce - busy.size);
      await Promise.all(
        lanes.slice(0, free).map(async (lane) => {
          busy.add(nameOf(lane));
          try {
            await sendLane(parts, lane);
          } finally {
            busy.delete(nameOf(lane));
          }
        }),
      );
    },
  };
}

const nameOf = ({ contact, channel }: Lane): string => `${contact} ${channel}`;

/** Undefined where the contact or the channel is not configured any more. */
async function hand(
  { config, channels, browsers, clock, signal }: DeliveryService,
  { contact: id, channel: lane }: Lane,
  message: AlertMessage,
): Promise<SendOutcome | undefined> {
  const contact = contactOf(config, id);
  const named = contact && channelOfLane(contact, lane);
  const channel = named && channels.of(id, named.name);
  if (!contact || !channel) return undefined;
  const to = { contact: id, name: contact.name, address: addressOf(named.config, lane) };
  const outcome = await channel.send(message, to, signal);
  if (outcome.outcome === 'gone' && named.config.kind === 'push') await browsers.forget(id, lane, clock.now());
  return outcome;
}

async function digestNow(
  service: DeliveryService,
  lane: Lane,
  lines: readonly PlannedLine[],
  id: string,
): Promise<AlertMessage | undefined> {
  const { alerts, clock, config } = service;
  const language = contactOf(config, lane.contact)?.language ?? 'vi';
  const now = new Map<string, StandNow>();
  for (const { alert } of lines) {
    const stored = await alerts.alert(alert);
    if (stored) now.set(alert, stored);
  }
  const facts = await factsOf(
    mergedLines(lines, (alert) => now.get(alert)),
    language,
    service,
  );
  return facts.length === 0 ? undefined : compose(facts, { id, language, now: clock.now(), afterOutage: true });
}
