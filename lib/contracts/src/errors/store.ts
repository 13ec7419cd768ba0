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
  BLOB_MISSING: {
    meaning: 'A blob is not in the store.',
    remedy: 'It was deleted by retention or by hand; derived blobs are rebuilt.',
  },
  BAD_BLOB_KEY: {
    meaning: 'A blob key has characters that keys may not have.',
    remedy: 'Keys are lower-case path segments; no dots first, no ..',
  },
} as const;
