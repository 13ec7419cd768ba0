export const cliErrors = {
  ALREADY_RUNNING: {
    meaning: 'Another process runs the same service on this data folder.',
    remedy: 'Stop it first, or choose another folder with --data.',
  },
  NODE_TOO_OLD: {
    meaning: 'Fieldlapse needs Node 24.',
    remedy: 'Start with `npm start`, which brings it, or install Node 24.',
  },
  UNKNOWN_SERVICE: {
    meaning: '`--only` names a service that does not exist.',
    remedy: 'The message lists the services.',
  },
  UNKNOWN_CAMERA: { meaning: 'No frame of that camera is stored.', remedy: 'The message lists the cameras that are.' },
  UNKNOWN_DEVICE: { meaning: 'No device of that name is registered.', remedy: '`fieldlapse device list` shows them.' },
  DEVICE_EXISTS: {
    meaning: 'A device of that name is registered already.',
    remedy: 'Use `fieldlapse device token` to renew its token.',
  },
  IMPORT_FOLDER: {
    meaning: 'The folder to import cannot be read or holds no picture.',
    remedy: 'Check the path; JPEG files are imported.',
  },
  NO_CAPTURE_TIME: {
    meaning: 'The capture time of a picture cannot be found.',
    remedy: 'Say where it stands: --time exif, --time mtime, or --time "name:PATTERN" such as name:YYYY-MM-DD_HHmm.',
  },
  BAD_TIME_PATTERN: {
    meaning: 'The pattern of --time name:PATTERN cannot be used.',
    remedy: 'Use YYYY MM DD HH mm ss and * for anything; year, month and day are needed.',
  },
  IMPORT_INCOMPLETE: {
    meaning: 'An import ended before every picture was answered for.',
    remedy: 'Run the same command again: what is stored is not stored twice.',
  },
  NOT_MEASURED: {
    meaning: 'Nothing of that metric is measured in that area of the camera.',
    remedy: 'The message lists what is. Frames are measured by the running server: start it, or choose another metric.',
  },
  BAD_TABLE: {
    meaning: 'A table of days or readings cannot be read: no column of days or values, or no row that can be used.',
    remedy:
      'The message says what was looked for. Give a column of days and one of values, UTF-8, by comma, semicolon or tab.',
  },
  AMBIGUOUS_DATES: {
    meaning: 'The days of a table can be read in two ways: 03/04/2026 is in April or in March.',
    remedy: 'Say which: --dates dmy, --dates mdy or --dates iso.',
  },
  BAD_ROW_DAY: {
    meaning: 'A row of a table has no day that exists; it was left out.',
    remedy: 'The line is named: write the day as 2026-05-31, or as the others of the table are written.',
  },
  BAD_ROW_VALUE: {
    meaning: 'A row of a table has a value that is no number, or more fields than columns; it was left out.',
    remedy:
      'The line is named. Leave a missing value empty; where commas are decimal, divide columns by semicolon or tab.',
  },
  REPEATED_DAY: {
    meaning: 'A table has a day more than once; the median of its values counts.',
    remedy: 'The line is named: take one of them out where they are not several measurements of one day.',
  },
  REPEATED_TIME: {
    meaning: 'A table of readings has a time of a sensor more than once; the last row counts.',
    remedy: 'The line is named: take one of them out, or name the sensors in a column of their own.',
  },
  BAD_ARGUMENT: {
    meaning: 'A command-line argument is missing or wrong.',
    remedy: '`fieldlapse help COMMAND` shows what it takes.',
  },
} as const;
