export const storeErrors = {
  STORE_UNWRITABLE: {
    meaning: 'The data folder cannot be written.',
    remedy: 'Check owner and permissions, or choose another with --data.',
  },
  STORE_FULL: {
    meaning: 'The disk that holds the data folder is full.',
    remedy: 'Free space; intake goes on by itself, devices keep their frames meanwhile.',
  },
  STORE_NEWER: {
    meaning: 'A store was written by a newer Fieldlapse.',
    remedy: 'Start the newer version; an older one never opens a newer store.',
  },
  STORE_CORRUPT: {
    meaning: 'A stored file fails its check.',
    remedy: 'Restore it from a backup; derived files can be deleted and are rebuilt.',
  },
  RECORDS_MISSING: {
    meaning: "A service's records do not exist yet.",
    remedy: 'Start the owning service once; the reader retries by itself.',
  },
  RECORDS_OWNED: {
    meaning: 'A records database was opened for writing twice.',
    remedy: 'Each has one writer: close the first one, or open it for reading.',
  },
  BAD_POINT: {
    meaning: 'A point has no finite value, no whole time or no name, or a range of points cannot be read.',
    remedy: 'The message says which; a missing value is left out, never written as a number.',
  },
  SERIES_UNREACHABLE: {
    meaning: 'InfluxDB does not answer, or answers that it cannot at the moment.',
    remedy: 'Start it or wait: what is written stays in the buffer on this machine and is delivered by itself.',
  },
  SERIES_REFUSED: {
    meaning: 'InfluxDB lets us in with neither this token nor this database, or something else answers at its address.',
    remedy:
      'The message has its words: check series.influxdb in fieldlapse.yaml and the token; nothing written is lost.',
  },
  SERIES_POINT_REFUSED: {
    meaning:
      'InfluxDB refuses a point for ever: its time lies outside the retention, or the type of its field is another.',
    remedy:
      'quarantine.jsonl in the folder series-outbox has each line and the answer; mend the cause, then write the lines again (docs/series.md).',
  },
  SERIES_BUFFER_FULL: {
    meaning: 'The buffer in front of InfluxDB, or its quarantine, has reached its limit.',
    remedy: 'Bring InfluxDB back, or raise series.influxdb.maxBufferBytes; writers wait and go on by themselves.',
  },
  SERIES_QUERY_FAILED: {
    meaning: 'InfluxDB could not answer a question about series.',
    remedy: 'The message has its words; its log may say more.',
  },
  SERIES_REMOVE_UNSUPPORTED: {
    meaning: 'Points were to be taken out of an InfluxDB 3, which cannot.',
    remedy: 'Use InfluxDB 1.x or 2.x where measurements must be withdrawn.',
  },
  SERIES_ADAPTER_MISSING: {
    meaning: 'Series are configured to lie in InfluxDB, and its client package is not installed.',
    remedy:
      'Run: npm install @influxdata/influxdb-client@1.35.0 (npm ci installs it too), or set series.store to sqlite.',
  },
  SERIES_TOKEN_UNREADABLE: {
    meaning: 'The file that series.influxdb.tokenFile names cannot be read or is empty.',
    remedy: 'Write the token into it, readable by the server alone (chmod 600), or set FIELDLAPSE_INFLUXDB_TOKEN.',
  },
  SERIES_COPY_DIFFERS: {
    meaning: 'After a copy between series stores the copied ranges do not hold the same number of points.',
    remedy: 'Something wrote or removed meanwhile: run the copy again, it goes on and compares again.',
  },
  BLOB_MISSING: {
    meaning: 'A blob is not in the store.',
    remedy: 'It was deleted by retention or by hand; derived blobs are rebuilt.',
  },
  BAD_BLOB_KEY: {
    meaning: 'A blob key has characters that keys may not have.',
    remedy: 'Keys are lower-case path segments; no dots first, no ..',
  },
} as const;
