import { alertTexts, openAlertDecisions, openDecisionRecords, tryContact } from '@fieldlapse/analytics';
import { FieldlapseError, type AlertDecision, type AlertDecisions } from '@fieldlapse/contracts';
import { durationMs, systemClock, type Logger } from '@fieldlapse/runtime';
import {
  openAlertReader,
  openDecisionReader,
  openDeliveryReader,
  openStores,
  type AlertReader,
  type StandingAlert,
  type StoredDelivery,
  type Stores,
} from '@fieldlapse/store';
import { openDataFolder, openLog, type DataFolder } from '../data-folder.ts';
import { readConfig } from '../server-config.ts';
import { seriesOptions } from '../series/series-config.ts';
import { openDemoClock } from '../demo/demo-clock.ts';

export interface ListArguments {
  readonly data: string;
  readonly all?: boolean;
  readonly site?: string;
  readonly lang: 'vi' | 'en';
  readonly json?: boolean;
}

export interface DecideArguments {
  readonly data: string;
  readonly by: string;
  readonly note?: string;
}

const mostListed = 200;
const leastPrefix = 6;

/** `fieldlapse alerts list` */
export async function listAlerts(args: ListArguments): Promise<void> {
  await withAlerts(args.data, async ({ alerts, folder, now }) => {
    const state = args.all ? undefined : 'standing';
    const found = await alerts.list({ site: args.site, state, limit: mostListed });
    if (args.json) return print(JSON.stringify({ alerts: found }));
    if (found.length === 0) return print(args.all ? 'No alert was ever raised.' : 'No alert stands.');
    const { sites } = readConfig(folder);
    for (const alert of found) {
      const { severity, title, place, site, when } = alertTexts(alert, sites, args.lang, now);
      const over = alert.state === 'standing' ? '' : ` (${alert.state})`;
      print(`${alert.alert.slice(0, 8)}  ${severity}: ${title}. ${place}, ${site}, ${when}${over}`);
    }
  });
}

/** `fieldlapse alerts show` */
export async function showAlert(id: string, args: ListArguments): Promise<void> {
  await withAlerts(args.data, async ({ alerts, stores, folder, now }) => {
    const alert = (await alerts.alert(await fullId(alerts, id)))!;
    const deliveries = await orNone(() => openDeliveryReader(stores.records), alert.alert);
    const decisions = await orNone(() => openDecisionReader(stores.records), alert.alert);
    if (args.json) return print(JSON.stringify({ alert, deliveries, decisions }));
    const texts = alertTexts(alert, readConfig(folder).sites, args.lang, now);
    print(`${alert.alert}\n${texts.severity}: ${texts.title}\n${texts.what}\n${texts.todo}`);
    print(`${texts.place}, ${texts.site}, ${texts.when}${texts.blind ? `. ${texts.blind}` : ''}`);
    for (const { recordedAt, change, transition } of alert.changes) {
      print(`${utc(recordedAt)}  ${change} ${transition.severity} at ${utc(transition.at)}`);
    }
    for (const delivery of deliveries) print(`${utc(delivery.createdAt)}  ${describeDelivery(delivery)}`);
    for (const decision of decisions) print(`${utc(decision.at)}  ${describe(decision)}`);
  });
}

/** `fieldlapse alerts ack` */
export async function acknowledgeAlert(id: string, { data, ...words }: DecideArguments): Promise<void> {
  await deciding(data, id, (decisions, alert) => decisions.acknowledge(alert, wordsOf(words)));
}

/** `fieldlapse alerts snooze` */
export async function snoozeAlert(
  id: string,
  { data, for: duration, ...words }: DecideArguments & { readonly for: string },
): Promise<void> {
  const ms = durationMs.safeParse(duration);
  if (!ms.success) throw new FieldlapseError('BAD_ARGUMENT', `--for ${duration}: write a duration such as 6h or 2d`);
  await deciding(data, id, (decisions, alert, now) =>
    ms.data === 0 ? decisions.unsnooze(alert, wordsOf(words)) : decisions.snooze(alert, wordsOf(words), now + ms.data),
  );
}

/** `fieldlapse alerts try`; resolves to 1 where a channel did not take the message. */
export async function tryAlerts(contact: string, { data }: Pick<ListArguments, 'data'>): Promise<number> {
  return withStores(data, async ({ stores, folder, logger }) => {
    const { alerts: config, sites } = readConfig(folder);
    const parts = { config, stores, sites: () => sites, clock: systemClock, logger };
    const tried = await tryContact({ ...parts, root: folder.root, secretsFolder: folder.secrets }, contact);
    for (const { channel, outcome } of tried) {
      print(`${channel}: ${outcome.outcome}${outcome.outcome === 'sent' ? '' : ` (${outcome.fault})`}`);
    }
    if (tried.length === 0) print(`${contact} has no channel: add one to alerts.contacts`);
    return tried.every(({ outcome }) => outcome.outcome === 'sent' || outcome.outcome === 'skipped') ? 0 : 1;
  });
}

const wordsOf = ({ by, note }: Omit<DecideArguments, 'data'>) => ({ by, ...(note !== undefined && { note }) });

interface OpenStores {
  readonly stores: Stores;
  readonly folder: DataFolder;
  readonly logger: Logger;
  /** Server time, UTC ms. */
  readonly now: number;
}

/** Opens the stores of the data folder, beside a running server too. */
async function withStores<T>(data: string, use: (open: OpenStores) => Promise<T>): Promise<T> {
  const folder = openDataFolder(data);
  const config = readConfig(folder);
  const clock = config.demo ? openDemoClock(folder) : systemClock;
  const logger = openLog(folder, 'alerts');
  const stores = await openStores({ folder: folder.root, logger, series: seriesOptions(folder, config.series) });
  try {
    return await use({ stores, folder, logger, now: clock.now() });
  } finally {
    await stores.close();
  }
}

function withAlerts(
  data: string,
  use: (open: OpenStores & { readonly alerts: AlertReader }) => Promise<void>,
): Promise<void> {
  return withStores(data, async (open) => {
    const alerts = await openAlertReader(open.stores.records);
    try {
      await use({ ...open, alerts });
    } finally {
      await alerts.close();
    }
  });
}

async function deciding(
  data: string,
  id: string,
  decide: (decisions: AlertDecisions, alert: string, now: number) => Promise<AlertDecision>,
): Promise<void> {
  await withAlerts(data, async ({ alerts, stores, now }) => {
    const alert = await fullId(alerts, id);
    // Decisions are only ever added: the running server reads them within a second.
    const records = await openDecisionRecords(stores.records);
    const decisions = openAlertDecisions(records, { records: stores.records, clock: { now: () => now } });
    try {
      print(describe(await decide(decisions, alert, now)));
    } finally {
      await decisions.close();
      await records.destroy();
    }
  });
}

/** An alert by the beginning of its id. */
async function fullId(alerts: AlertReader, id: string): Promise<string> {
  if (await alerts.alert(id)) return id;
  const known: readonly StandingAlert[] = await alerts.list({ limit: 10_000 });
  const found = id.length < leastPrefix ? [] : known.filter(({ alert }) => alert.startsWith(id));
  if (found.length === 1) return found[0]!.alert;
  const why = found.length > 1 ? 'begins with that: write more of it' : 'has that id';
  throw new FieldlapseError('ALERT_MISSING', `${id}: ${found.length > 1 ? 'more than one alert' : 'no alert'} ${why}`);
}

/** What there is of an alert in records that may not have been made yet. */
async function orNone<Row>(
  open: () => Promise<{ of(alert: string): Promise<Row[]>; close(): Promise<void> }>,
  alert: string,
): Promise<Row[]> {
  const reader = await open().catch((error: unknown) => {
    if (error instanceof FieldlapseError && error.code === 'RECORDS_MISSING') return undefined;
    throw error;
  });
  const rows = (await reader?.of(alert)) ?? [];
  await reader?.close();
  return rows;
}

const utc = (t: number) => new Date(t).toISOString().slice(0, 19).replace('T', ' ');

function describe({ kind, by, until, note }: AlertDecision): string {
  const time = until === null ? '' : ` until ${utc(until)}`;
  return `${kind} by ${by}${time}${note === null ? '' : `: ${note}`}`;
}

function describeDelivery({ contact, channel, state, attempts, fault, title }: StoredDelivery): string {
  const how = fault === null ? '' : `, ${fault}`;
  return `to ${contact} by ${channel}: ${state} after ${attempts} tries${how}: ${title}`;
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
