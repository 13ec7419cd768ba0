import { onceThere, openMeasureReader, type MeasureReader, type RecordsStore } from '@fieldlapse/store';

/** The measurements, as soon as there are any: undefined until analytics has first started. */
export interface Measures {
  get(): Promise<MeasureReader | undefined>;
  close(): Promise<void>;
}

export function openMeasures(records: RecordsStore): Measures {
  const opened = onceThere(() => openMeasureReader(records));
  return { get: opened.get, close: () => opened.close((reader: MeasureReader) => reader.close()) };
}
