import type { Reading } from '@fieldlapse/analytics';
import { FieldlapseError, quantityNames, type ErrorCode, type QuantityName } from '@fieldlapse/contracts';
import { looksLikeDay, provenOrder, type DateOrder } from '../table/table-days.ts';
import { isMissing, numberOf, readTable, type Table, type TableRow } from '../table/table-rows.ts';
import { timeReader } from '../table/table-times.ts';
import { namesSensor, recognise, type Recognised } from './columns.ts';

/** A row that was left out, or counts instead of an earlier one, by its line in the file. */
export interface ReadingFault {
  readonly file: string;
  readonly line: number;
  readonly code: Extract<ErrorCode, 'BAD_ROW_DAY' | 'BAD_ROW_VALUE' | 'REPEATED_TIME'>;
  readonly text: string;
}

/** Readings of a table in the order of its rows; an empty field gives none. */
export interface ReadingTable {
  readonly readings: readonly Reading[];
  readonly faults: readonly ReadingFault[];
  /** Columns that are read, and as what. */
  readonly columns: readonly { readonly column: string; readonly quantity: QuantityName }[];
  /** Columns that are not read, because nothing says for sure what they are. */
  readonly unread: readonly { readonly column: string; readonly why: 'unknown' | 'ambiguous' }[];
  /** Columns that were asked for and are not in this table. */
  readonly notThere: readonly string[];
  /** Rows that stand after a later one. */
  readonly outOfOrder: number;
}

export interface ReadingOptions {
  readonly dates?: DateOrder | undefined;
  readonly timeZone: string;
  /** By name of column, or its number from 1: what it holds. They replace what would be recognised. */
  readonly quantities: readonly { readonly column: string; readonly quantity: QuantityName }[];
}

/** The name of the sensor whose table has no column of sensors. */
const tableSensor = 'table';

/** Reads a table of readings, such as a logger exports. Throws `BAD_TABLE` and `AMBIGUOUS_DATES`. */
export async function readReadings(path: string, options: ReadingOptions): Promise<ReadingTable> {
  return readingsOf(await readTable(path), options);
}

export function readingsOf(table: Table, options: ReadingOptions): ReadingTable {
  const { name, head = [], body } = table;
  const refuse = (what: string) => new FieldlapseError('BAD_TABLE', `${name}: ${what}`);
  const time = body.find(({ fields }) => fields.some(looksLikeDay))?.fields.findIndex(looksLikeDay) ?? -1;
  if (time < 0) throw refuse('no column of it holds times such as 2026-05-31 13:00 or 31/05/2026 13:00');
  const found = columnsOf(table, time, options.quantities);
  if (found.columns.length === 0) throw refuse(nothingRead(found.unread));
  const sensor = head.findIndex((text, place) => place !== time && namesSensor(text));
  const order = options.dates ?? provenOrder(body.map(({ fields }) => fields[time] ?? ''));
  const rows = rowsOf(table, { ...found, time, sensor, timeOf: timeReader(order, options.timeZone) });
  return {
    ...rows,
    columns: found.columns.map(({ column, quantity }) => ({ column, quantity })),
    unread: found.unread,
    notThere: found.notThere,
  };
}

function nothingRead(unread: ReadingTable['unread']): string {
  const named = unread.map(({ column, why }) => `"${column}" (${why})`).join(', ');
  return `no column is known for what it holds: ${named || 'there is none beside the times'}; say it with --quantity COLUMN=${quantityNames.join('|')}`;
}

interface ReadColumn extends Recognised {
  readonly place: number;
  readonly column: string;
}

interface FoundColumns {
  readonly columns: readonly ReadColumn[];
  readonly unread: ReadingTable['unread'];
  readonly notThere: readonly string[];
}

function columnsOf({ head, body }: Table, time: number, wanted: ReadingOptions['quantities']): FoundColumns {
  const width = head?.length ?? Math.max(...body.map(({ fields }) => fields.length));
  const titles = Array.from({ length: width }, (_, place) => head?.[place] || `${place + 1}`);
  const asked: ReadColumn[] = [];
  const notThere: string[] = [];
  for (const { column, quantity } of wanted) {
    const named = titles.findIndex((title) => title.toLowerCase() === column.toLowerCase());
    const place = named >= 0 ? named : /^\d+$/.test(column) ? Number(column) - 1 : -1;
    const title = place === time ? undefined : titles[place];
    if (title === undefined) notThere.push(column);
    else asked.push({ place, column: title, quantity, convert: conversionOf(title, quantity) });
  }
  const rest = titles.flatMap((column, place) => {
    if (place === time || namesSensor(column) || asked.some((one) => one.place === place)) return [];
    return [{ place, column, known: head && recognise(column) }];
  });
  const unread: { column: string; why: 'unknown' | 'ambiguous' }[] = [];
  const columns = rest.flatMap(({ place, column, known }): ReadColumn[] => {
    const alike = rest.filter((other) => known && other.known?.quantity === known.quantity).length;
    const said = asked.some(({ quantity }) => quantity === known?.quantity);
    if (known && alike === 1 && !said) return [{ place, column, ...known }];
    unread.push({ column, why: known ? 'ambiguous' : 'unknown' });
    return [];
  });
  return { columns: [...asked, ...columns], unread, notThere };
}

/** Said by hand, a column still has its unit: °F becomes °C. */
function conversionOf(title: string, quantity: QuantityName): Recognised['convert'] {
  const known = recognise(title);
  return known?.quantity === quantity ? known.convert : (value) => value;
}

interface RowScene extends FoundColumns {
  readonly time: number;
  readonly sensor: number;
  readonly timeOf: (text: string) => number | undefined;
}

function rowsOf(
  { name, head, body }: Table,
  scene: RowScene,
): Pick<ReadingTable, 'readings' | 'faults' | 'outOfOrder'> {
  const readings: Reading[] = [];
  const faults: ReadingFault[] = [];
  const width = head?.length ?? Infinity;
  const seen = new Set<string>();
  let [newest, outOfOrder] = [-Infinity, 0];
  for (const { line, fields } of body) {
    const say = (code: ReadingFault['code'], text: string) => faults.push({ file: name, line, code, text });
    const told = fields[scene.time] ?? '';
    const t = scene.timeOf(told);
    if (t === undefined) say('BAD_ROW_DAY', told);
    else if (fields.length > width) say('BAD_ROW_VALUE', fields.join(' | '));
    else {
      if (t < newest) outOfOrder += 1;
      newest = Math.max(newest, t);
      const sensor = sensorOf(fields, scene.sensor);
      if (seen.has(`${sensor} ${t}`)) say('REPEATED_TIME', told);
      seen.add(`${sensor} ${t}`);
      for (const one of valuesOf({ line, fields }, scene.columns)) {
        if (typeof one === 'string') say('BAD_ROW_VALUE', one);
        else readings.push({ sensor, t, ...one });
      }
    }
  }
  return { readings, faults, outOfOrder };
}

function sensorOf(fields: readonly string[], place: number): string {
  return (place < 0 ? '' : (fields[place] ?? '')) || tableSensor;
}

/** What a row gives; a text is a field that is no number. */
function valuesOf({ fields }: TableRow, columns: readonly ReadColumn[]) {
  return columns.flatMap(({ place, quantity, convert }) => {
    const text = fields[place] ?? '';
    if (isMissing(text)) return [];
    const value = numberOf(text);
    return [value === undefined ? text : { quantity, value: convert(value) }];
  });
}
