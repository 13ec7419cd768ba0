import { alertTexts, openAlertDecisions, openDecisionRecords } from '@fieldlapse/analytics';
import { FieldlapseError, type AlertDecision, type AlertDecisions } from '@fieldlapse/contracts';
import { durationMs, lifecycle, systemClock } from '@fieldlapse/runtime';
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
import { openDemoClock } from '../start/demo-clock.ts';

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

const wordsOf = ({ by, note }: Omit<DecideArguments, 'data'>) => ({ by, ...(note !== undefined && { note }) });

interface OpenAlerts {
  readonly alerts: AlertReader;
  readonly stores: Stores;
  readonly folder: DataFolder;
  /** Server time, UTC ms. */
  readonly now: number;
}

/** Reads the records of the data folder, beside a running server too. */
async function withAlerts(data: string, use: (open: OpenAlerts) => Promise<void>): Promise<void> {
  const folder = openDataFolder(data);
  const config = readConfig(folder);
  const clock = config.demo ? openDemoClock(folder) : systemClock;
  const open = lifecycle();
  try {
    const series = seriesOptions(folder, config.series);
    const stores = await openStores({ folder: folder.root, logger: openLog(folder, 'alerts'), series });
    open.add('stores', stores.close);
    const alerts = await openAlertReader(stores.records);
    open.add('alerts', alerts.close);
    await use({ alerts, stores, folder, now: clock.now() });
  } finally {
    await open.close();
  }
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
