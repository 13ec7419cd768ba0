import { onceThere, openAlertReader, type AlertReader, type RecordsStore } from '@fieldlapse/store';

/** The alerts, as soon as there are any: undefined until the alert service has first started. */
export interface Alerts {
  get(): Promise<AlertReader | undefined>;
  close(): Promise<void>;
}

export function openAlerts(records: RecordsStore): Alerts {
  const opened = onceThere(() => openAlertReader(records));
  return { get: opened.get, close: () => opened.close((reader: AlertReader) => reader.close()) };
}
