import type { LotTableReport } from '@fieldlapse/contracts';
import type { Lots, NewFact } from '@fieldlapse/traceability';
import type { Table } from '../../table/table-rows.ts';
import { readFacts, type ImportOptions, type RowFault } from './read-facts.ts';

export interface ImportTableOptions extends ImportOptions {
  readonly dryRun?: boolean | undefined;
  /** Throws where a fact may not be recorded by whoever asks. */
  readonly permit?: (fact: NewFact['fact']) => void;
}

/** Records every row of a table, or none of them. Throws `BAD_TABLE`, `AMBIGUOUS_DATES`. */
export async function importTable(lots: Lots, table: Table, options: ImportTableOptions): Promise<LotTableReport> {
  const { facts, faults, unread } = readFacts(table, options);
  // With rows that cannot even be read, the others are only tried: all faults are told at once.
  const dryRun = options.dryRun === true || faults.length > 0;
  const asked = facts.map(({ added }) => async (reader: Parameters<typeof added>[0]) => {
    const one = await added(reader);
    options.permit?.(one.fact);
    return one;
  });
  const outcomes = await lots.recordAll(asked, { dryRun });
  const refused = outcomes.flatMap((one, at): RowFault[] =>
    one.outcome === 'refused' ? [{ line: facts[at]!.line, code: one.error.code, message: one.error.message }] : [],
  );
  const all = [...faults, ...refused].sort((a, b) => a.line - b.line);
  const count = (outcome: string) => outcomes.filter((one) => one.outcome === outcome).length;
  return {
    written: !dryRun && all.length === 0,
    rows: table.body.length,
    recorded: count('recorded'),
    known: count('duplicate'),
    faults: all,
    unread,
  };
}
