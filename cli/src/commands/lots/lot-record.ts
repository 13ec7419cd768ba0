import { FieldlapseError, timeZoneOf } from '@fieldlapse/contracts';
import type { Outcome } from '@fieldlapse/traceability';
import { fields, verbs, type FieldName, type VerbName } from '../../lots/fields.ts';
import { correctionOf, newFactOf } from '../../lots/new-fact.ts';
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
    const { gtin, note } = args;
    const fact = { kind: verbs[verb].kind, at: timeOf(args.at, zoneOf(config, args.site)), ...valuesOf(args.fields) };
    say(await lots.record(await newFactOf(lots.reader, fact, { lot, gtin, note })), args.json);
  });
}

/** `fieldlapse lot correct`: it did not happen, or it was otherwise. */
export async function correctCommand(id: number, args: RecordArguments): Promise<void> {
  await withLots(args.data, async (lots, config) => {
    const site = (await lots.reader.lot((await lots.reader.fact(id))?.lots[0] ?? ''))?.site;
    const at = args.at === undefined ? {} : { at: timeOf(args.at, zoneOf(config, site)) };
    say(await lots.correct(await correctionOf(lots.reader, id, { ...valuesOf(args.fields), ...at })), args.json);
  });
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
