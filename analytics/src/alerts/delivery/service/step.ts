import { sha256Hex, type AlertDecision } from '@fieldlapse/contracts';
import type { DeliveryRow } from '@fieldlapse/store';
import { browserLane, channelsOf, type NamedChannel } from '../channels/lanes.ts';
import type { ContactConfig } from '../config.ts';
import { compose } from '../message/compose.ts';
import type { AlertMessage } from '../message/message.ts';
import { commitPlan, type Cursors, type PlanStep } from '../outbox/records.ts';
import { decided, heard, isWorse, matterKey, truthOf, type Matter } from '../plan/matter.ts';
import { plan } from '../plan/plan.ts';
import type { Planned } from '../plan/planned.ts';
import { recipientsOf } from '../plan/recipients.ts';
import { roleFor, type PlannedContact } from '../plan/settings.ts';
import { alertNow, factsOf } from './facts.ts';
import { plannedContact, planSettings } from './planned-contacts.ts';
import { contactOf, type DeliveryService } from './service.ts';

const atOnce = 500;

/** Where delivery stands: the feeds as far as they were read, and what everybody knows. */
export interface Standing {
  readonly cursors: Cursors;
  readonly matters: ReadonlyMap<string, Matter>;
}

/**
 * One look at the feeds and the clock: hears everything that is new first, then plans, then keeps the plan with its messages in one
 * transaction. Returns where delivery stands then, and how many messages were put into the outbox.
 */
export async function step(service: DeliveryService, before: Standing): Promise<Standing & { readonly added: number }> {
  const { config, clock } = service;
  const contacts = config.contacts.map(plannedContact);
  const news = await hear(service, before);
  const now = clock.now();
  const { matters, planned } = plan(news.matters, contacts, planSettings(config), now);
  const deliveries: PlanStep['deliveries'][number][] = [];
  for (const one of planned) deliveries.push(...(await deliveriesOf(service, one, now)));
  const isSame =
    matters.size === before.matters.size && [...matters].every(([key, of]) => before.matters.get(key) === of);
  const { cursors } = news;
  const isRead = cursors.changes === before.cursors.changes && cursors.decisions === before.cursors.decisions;
  if (!isSame || !isRead) await commitPlan(service.db, { cursors, before: before.matters, after: matters, deliveries });
  service.troubles.unheard(matters.size === 0 ? [] : unheard(matters.values(), await reachable(service, contacts)));
  return { cursors, matters, added: deliveries.length };
}

/** Reads both feeds to their ends: a flood of late news is looked at as a whole. */
async function hear(service: DeliveryService, { cursors, matters }: Standing): Promise<Standing> {
  // What people decided is read first: the alerts that they speak of are in the other feed by then.
  const said = await saidAfter(service, cursors.decisions);
  const after = new Map(matters);
  const changes = await hearChanges(service, after, cursors.changes);
  for (const decision of said) {
    const of = [...after.values()].find((matter) => matter.alerts.some(({ alert }) => alert === decision.alert));
    if (of) after.set(of.key, decided(of, decision));
  }
  return { cursors: { changes, decisions: said.at(-1)?.seq ?? cursors.decisions }, matters: after };
}

async function saidAfter({ decisions }: DeliveryService, seq: number): Promise<AlertDecision[]> {
  const said: AlertDecision[] = [];
  const reader = await decisions();
  for (;;) {
    const batch = (await reader?.after(said.at(-1)?.seq ?? seq, atOnce)) ?? [];
    said.push(...batch);
    if (batch.length < atOnce) return said;
  }
}

/** Takes in what the history says now of every alert that changed; returns how far the feed was read. */
async function hearChanges({ alerts }: DeliveryService, matters: Map<string, Matter>, cursor: number): Promise<number> {
  for (let seq = cursor; ;) {
    const batch = await alerts.changesAfter(seq, atOnce);
    for (const [key, ids] of Map.groupBy(batch, ({ transition }) => matterKey(transition))) {
      // An alert may have lost its transitions to another of the same matter, with no line of its own: all are read again.
      const known = matters.get(key)?.alerts ?? [];
      for (const id of new Set([...known, ...ids].map(({ alert }) => alert))) {
        const stored = await alerts.alert(id);
        if (stored) matters.set(key, heard(matters.get(key), alertNow(stored)));
      }
    }
    seq = batch.at(-1)?.seq ?? seq;
    if (batch.length < atOnce) return seq;
  }
}

/** The message of a plan on each of its contact's channels; browsers one by one, since each may be off or gone. */
async function deliveriesOf(service: DeliveryService, { contact: id, lines }: Planned, now: number) {
  const contact = contactOf(service.config, id)!;
  const facts = await factsOf(lines, contact.language, service);
  if (facts.length === 0) return [];
  const about = { language: contact.language, now };
  const deliveries: PlanStep['deliveries'][number][] = [];
  for (const lane of await lanesOf(service, contact)) {
    const name = sha256Hex(JSON.stringify([id, lane.name, now, lines])).slice(0, 32);
    const message = compose(facts, { ...about, id: name });
    if (isWorse(lane.config.least, message.severity)) continue;
    const row = rowOf(contact, lane.name, lines, message, service.wall());
    deliveries.push({ row, alerts: lines.map(({ alert }) => alert) });
  }
  return deliveries;
}

async function lanesOf({ browsers }: DeliveryService, contact: ContactConfig): Promise<NamedChannel[]> {
  const lanes: NamedChannel[] = [];
  for (const channel of channelsOf(contact)) {
    if (channel.config.kind !== 'push') lanes.push(channel);
    else {
      for (const { endpoint } of await browsers.of(contact.id)) {
        lanes.push({ ...channel, name: browserLane(channel.name, endpoint) });
      }
    }
  }
  return lanes;
}

function rowOf(
  { id: contact }: ContactConfig,
  channel: string,
  lines: Planned['lines'],
  message: AlertMessage,
  createdAt: number,
): DeliveryRow {
  return {
    ...{ id: message.id, contact, channel, lines: JSON.stringify(lines), message: JSON.stringify(message) },
    ...{ state: 'waiting', attempts: 0, createdAt, notBefore: createdAt, endedAt: null, mergedInto: null, fault: null },
  };
}

/** Those to whom at least one way leads now: with Web Push alone, once a browser of theirs has subscribed. */
async function reachable(service: DeliveryService, contacts: readonly PlannedContact[]): Promise<PlannedContact[]> {
  const found: PlannedContact[] = [];
  for (const contact of contacts) {
    const lanes = await lanesOf(service, contactOf(service.config, contact.id)!);
    if (lanes.length > 0) found.push(contact);
  }
  return found;
}

/** Roles and farms of standing alerts that reach nobody. */
function unheard(matters: Iterable<Matter>, contacts: Parameters<typeof recipientsOf>[1]): string[] {
  const places = new Set<string>();
  for (const matter of matters) {
    if (truthOf(matter)?.state !== 'standing' || recipientsOf(matter, contacts).length > 0) continue;
    places.add(`${roleFor(matter.kind)} of ${matter.target.site}`);
  }
  return [...places];
}
