import {
  seaSaltGramPerL,
  tideWindowOf,
  type NotLearnedReason,
  type Reading,
  type TideVerdict,
} from '@fieldlapse/analytics';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { DateOrder } from '../table/table-days.ts';
import { parseQuantity } from './columns.ts';
import { readReadings, type ReadingTable } from './read-readings.ts';
import { zoneOf } from './replayed-farm.ts';
import { localMinute } from './report.ts';
import { faultLines } from './row-faults.ts';

export interface RulesTideArguments {
  readonly csv: readonly string[];
  readonly quantity: readonly string[];
  readonly limit: number;
  readonly sensor?: string;
  readonly tz?: string;
  readonly dates?: DateOrder;
  readonly json?: boolean;
}

const reasons: Record<NotLearnedReason, string> = {
  'too-short': 'it takes 30 days of readings',
  gaps: 'too many hours have no reading, or a silence of more than five days cut the record off',
  silent: 'there is no reading of the last three hours',
  'no-skill': 'on the days held out the predictions were hardly better than a plain mean',
  contradicted: 'the newest reading is higher than what was predicted for it',
};

/**
 * `fieldlapse rules tide`: what the tide in a table of EC readings allows in the 48 h after its newest one. Exit code 2 where rows were
 * left out. Throws `BAD_TABLE`, `AMBIGUOUS_DATES`, `BAD_ARGUMENT`.
 */
export async function learnTide(args: RulesTideArguments): Promise<number> {
  if (args.csv.length === 0) throw new FieldlapseError('BAD_ARGUMENT', 'say what to learn from: --csv FILE');
  if (args.limit <= 0) throw new FieldlapseError('BAD_ARGUMENT', `--limit ${args.limit}: give g/L of salt, above 0`);
  const timeZone = zoneOf(args.tz);
  const options = { dates: args.dates, timeZone, quantities: args.quantity.map(parseQuantity) };
  const tables: ReadingTable[] = [];
  for (const path of args.csv) tables.push(await readReadings(path, options));
  const { sensor, points } = saltOf(tables, args);
  const now = points.reduce((newest, { t }) => Math.max(newest, t), -Infinity);
  const tide = tideWindowOf(points, args.limit, now);
  const faults = tables.flatMap((table) => table.faults);
  for (const line of faultLines(faults)) process.stderr.write(`${line}\n`);
  const told = { limitGramPerL: args.limit, sensor, readings: points.length, now };
  process.stdout.write(args.json ? `${JSON.stringify({ v: 1, ...told, ...tide })}\n` : textOf(tide, told, timeZone));
  return faults.some(({ code }) => code !== 'REPEATED_TIME') ? 2 : 0;
}

function saltOf(tables: readonly ReadingTable[], { csv, sensor }: RulesTideArguments) {
  const salt = tables.flatMap(({ readings }) => readings.filter(({ quantity }) => quantity === 'salinityDsPerM'));
  const there = [...new Set(salt.map((reading) => reading.sensor))];
  if (there.length === 0) {
    const name = '--quantity COLUMN=salinityDsPerM';
    throw new FieldlapseError(
      'BAD_TABLE',
      `${csv.join(', ')}: no column of EC at 25 °C, dS/m or µS/cm; name it with ${name}`,
    );
  }
  const chosen = sensor ?? (there.length === 1 ? there[0]! : undefined);
  if (chosen === undefined || !there.includes(chosen)) {
    throw new FieldlapseError('BAD_ARGUMENT', `--sensor: say whose tide to learn; there are ${there.join(', ')}`);
  }
  const points = salt.flatMap(({ t, value, sensor: of }: Reading) =>
    of === chosen && value !== null ? [{ t, value: seaSaltGramPerL(value) }] : [],
  );
  return { sensor: chosen, points };
}

interface Told {
  readonly limitGramPerL: number;
  readonly sensor: string;
  readonly readings: number;
  readonly now: number;
}

function textOf(tide: TideVerdict, { limitGramPerL, sensor, readings, now }: Told, timeZone: string): string {
  const minute = (t: number) => localMinute(t, timeZone);
  const lines = [
    `${sensor}: ${readings} readings, the newest of ${minute(now)}; ${tide.days.toFixed(1)} days are used`,
  ];
  if (tide.holdOut) {
    const { days, rmse, meanRmse, levelRmse } = tide.holdOut;
    const others = `plain mean ${gramPerL(meanRmse)}, level of the day before ${gramPerL(levelRmse)}`;
    lines.push(`Held out: the last ${days.toFixed(1)} days, error ${gramPerL(rmse)} up to 48 h ahead (${others})`);
  }
  if (tide.verdict === 'notLearned') lines.push(`Not learned: ${reasons[tide.reason]}.`);
  else if (tide.windows.length === 0) lines.push(`No hour of the next 48 is sure to stay under ${limitGramPerL} g/L.`);
  else {
    lines.push(
      `Sure to stay under ${limitGramPerL} g/L, as far as the simulator has shown (docs/alerts.md); still measure first:`,
    );
    for (const { from, to, high } of tide.windows)
      lines.push(`  ${minute(from)} → ${minute(to)}  at most ${gramPerL(high)}`);
  }
  return `${lines.join('\n')}\n`;
}

const gramPerL = (value: number): string => `${value.toFixed(2)} g/L`;
