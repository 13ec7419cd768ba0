import { parseCheckpoint } from '@fieldlapse/proof';
import type { RecordsStore } from '@fieldlapse/store';
import { proveInclusions } from '../log/tiles/prove.ts';
import type { TileStore } from '../log/tiles/tile-store.ts';
import { openLogRecordsReader, type LogRecordsReader } from '../record/log-records.ts';

/** The log as those see it who prove things by it and write nothing. */
export interface LogView {
  readonly origin: string;
  readonly records: Pick<LogRecordsReader, 'row' | 'chain' | 'checkpoints'>;
  inclusionProofs(indices: readonly number[], size: number): Promise<Uint8Array[][]>;
}

/** A {@link LogView} of its own. */
export interface OpenLogView extends LogView {
  /** Another number once anything was written or erased. */
  version(): Promise<number>;
  close(): Promise<void>;
}

/** Opens the log for reading, beside the process that writes it. Throws `RECORDS_MISSING` before the log has an entry. */
export async function openLogView(records: RecordsStore, tiles: Pick<TileStore, 'read'>): Promise<OpenLogView> {
  const reader = await openLogRecordsReader(records);
  const [first] = await reader.checkpoints();
  return {
    origin: first ? parseCheckpoint(first.note).origin : '',
    records: reader,
    inclusionProofs: (indices, size) => proveInclusions(tiles, indices, size),
    version: reader.version,
    close: reader.close,
  };
}
