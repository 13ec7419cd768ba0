import { FieldlapseError, timeZoneOf } from '@fieldlapse/contracts';
import { lotIdOf, lotsOfFact, parseFact, recordedFactOf, type Lots, type NewFact, type Outcome } from '@fieldlapse/traceability'; // prettier-ignore
import { aboutGoods, fields, verbs, type FieldName, type VerbName } from '../../lots/fields.ts';
import { knownLot, withKnownLots } from '../../lots/known-lots.ts';
import { withLots } from '../../lots/open-lots.ts';
import { siteOf } from '../../lots/site.ts';
import { readValue } from '../../lots/values.ts';
import { timeReader } from '../../table/table-times.ts';
import type { ServerConfig } from '../../server-config.ts';

/** Options of a command that records: common ones, and fields by their names in the fact. */
export interface RecordArguments {
  readonly data: string;
  readonly site?: string;
  readonly at?: string;
  readonly note?: string;
  readonly gtin?: string;
  readonly json?: boolean;
  readonly fields: Readonly<Partial<Record<FieldName, string>>>;
}

/** `fieldlapse lot plant|treat|…`. */
export async function recordCommand(verb: VerbName, lot: string | undefined, args: RecordArguments): Promise<void> {
  await withLots(args.data, async (lots, config) => {
    const fact = { kind: verbs[verb].kind, at: timeOf(args.at, zoneOf(config, args.site)), ...valuesOf(args.fields) };
    const added = await newFact(lots, config, await withKnownLots(lots.reader, fact), lot, args);
    say(await lots.record({ ...added, ...(args.note !== undefined && { note: args.note }) }), args.json);
  });
}

/** `fieldlapse lot correct`: it did not happen, or it was otherwise. */
export async function correctCommand(id: number, args: RecordArguments): Promise<void> {
  await withLots(args.data, async (lots, config) => {
    const row = await lots.reader.fact(id);
    if (!row) throw new FieldlapseError('FACT_UNKNOWN', `there is no fact ${id}`);
    const site = (await lots.reader.lot(row.lots[0] ?? ''))?.site;
    const changes = valuesOf(args.fields);
    const at = args.at === undefined ? {} : { at: timeOf(args.at, zoneOf(config, site)) };
    const changed = Object.keys({ ...changes, ...at }).length > 0;
    const { fact } = recordedFactOf(row);
    const instead = changed && parseFact({ ...fact, ...(await withKnownLots(lots.reader, changes)), ...at });
    say(await lots.correct({ fact: id, ...(instead && { instead }) }), args.json);
  });
}

async function newFact(
  lots: Lots,
  config: ServerConfig,
  body: Readonly<Record<string, unknown>>,
  name: string | undefined,
  args: RecordArguments,
): Promise<NewFact> {
  const fact = parseFact(body);
  if (aboutGoods.has(fact.kind)) {
    return { fact, lots: await lotsOfFact(lots.reader, fact as Parameters<typeof lotsOfFact>[1]) };
  }
  if (fact.kind !== 'harvest') return { fact, lots: [await knownLot(lots.reader, name ?? '')] };
  const parent = await lots.reader.lot(fact.from[0] ?? '');
  const site = parent?.site ?? siteOf(config, args.site);
  const [gtin = '', number = ''] = name?.includes('/') ? name.split('/') : [args.gtin, name];
  const create = { kind: 'harvest', gtin, number, site, plot: parent?.plot ?? null, season: null, producer: null } as const; // prettier-ignore
  return { fact, lots: [lotIdOf(create)], create };
}

function valuesOf(given: RecordArguments['fields']): Record<string, unknown> {
  const read = Object.entries(given).map(([name, text]) => {
    const { flag, type } = fields[name as FieldName];
    const result = readValue(type, text, 'iso');
    if ('wrong' in result)
      throw new FieldlapseError('BAD_ARGUMENT', `${flag.split(' ')[0]} "${text}": ${result.wrong}`);
    return [name, result.value];
  });
  return Object.fromEntries(read) as Record<string, unknown>;
}

const zoneOf = (config: ServerConfig, site: string | undefined): string => timeZoneOf(config.sites, siteOf(config, site)); // prettier-ignore

function timeOf(text: string | undefined, timeZone: string): number {
  if (text === undefined) return Date.now();
  const at = timeReader('iso', timeZone)(text);
  if (at !== undefined) return at;
  throw new FieldlapseError(
    'BAD_ARGUMENT',
    `--at "${text}": write 2026-03-18 or "2026-03-18 06:30", by the clock of the farm`,
  );
}

function say(outcome: Outcome, json: boolean | undefined): void {
  if (json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
  else if (outcome.outcome === 'duplicate') process.stdout.write(`known already as fact ${outcome.fact}\n`);
  else process.stdout.write(`fact ${outcome.fact}  ${outcome.eventId}\n`);
}
