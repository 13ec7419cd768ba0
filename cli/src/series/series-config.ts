import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { InfluxServer, SeriesOptions } from '@fieldlapse/store';
import { z } from 'zod';
import type { DataFolder } from '../data-folder.ts';

const tokenVariable = 'FIELDLAPSE_INFLUXDB_TOKEN';
const days = z.int().min(1).max(36_500).optional();

const keep = z
  .strictObject({
    pointsDays: days.describe(
      'points older than so many days are given up, their hours stay; all are kept where absent',
    ),
    hoursDays: days.describe(
      'hours older than so many days are given up, their days stay for ever; all are kept where absent',
    ),
  })
  .refine(
    ({ pointsDays, hoursDays }) => hoursDays === undefined || (pointsDays !== undefined && pointsDays <= hoursDays),
    'hoursDays needs a pointsDays that is no longer',
  );

const influxdb = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'write an address such as http://127.0.0.1:8086' })
    .refine(
      (url) => !/^[a-z]+:[/][/][^/]*@/.test(url),
      'keep user and password out of the address: tokenFile holds them',
    )
    .describe('address of InfluxDB 1.8 or newer'),
  org: z.string().optional().describe('organisation of InfluxDB 2'),
  database: z
    .string()
    .regex(/^[^/;"]+(?:[/][^/;"]+)?$/, 'write the name of a database, or database/retention-policy')
    .describe('database of InfluxDB 1 (or database/retention-policy) or 3, bucket of InfluxDB 2; it must exist'),
  tokenFile: z
    .string()
    .optional()
    .describe(
      `file with the token, or with user:password for InfluxDB 1; from the data folder where the path is relative; the variable ${tokenVariable} is used where absent`,
    ),
  maxBufferBytes: z
    .int()
    .min(1_000_000)
    .default(1_000_000_000)
    .describe('points wait on this machine while InfluxDB is away, up to so much'),
});

/** `series:` of `fieldlapse.yaml`. */
export const seriesConfig = z
  .strictObject({
    store: z
      .enum(['sqlite', 'influxdb'])
      .default('sqlite')
      .describe('a file in the data folder, or a server of its own'),
    retention: z
      .strictObject({
        sensors: keep.prefault({}).describe('readings of sensors'),
        metrics: keep.prefault({}).describe('what is measured on pictures'),
      })
      .prefault({})
      .describe('for how long the file keeps what; InfluxDB has retention policies of its own'),
    influxdb: influxdb.optional().describe('the server; needed where the store is influxdb'),
  })
  .refine(({ store, influxdb: server }) => store === 'sqlite' || server !== undefined, {
    path: ['influxdb'],
    error: 'the store is influxdb: say where it is',
  });
export type SeriesConfig = z.infer<typeof seriesConfig>;

/** The store that is configured, or `store` where another is asked for; retention is for the server alone. */
export function seriesOptions(folder: DataFolder, series: SeriesConfig, store = series.store): SeriesOptions {
  if (store === 'sqlite') return { store };
  const { maxBufferBytes } = influxOf(series);
  return { store, server: influxServer(folder, series), maxBufferBytes };
}

/** The server that is configured, with its token. Throws `SERIES_TOKEN_UNREADABLE`. */
export function influxServer(folder: DataFolder, series: SeriesConfig): InfluxServer {
  const { url, org, database, tokenFile } = influxOf(series);
  const token =
    tokenFile === undefined ? process.env[tokenVariable] || undefined : readToken(resolve(folder.root, tokenFile));
  return { url, org, database, token };
}

function influxOf({ influxdb: server }: SeriesConfig): z.infer<typeof influxdb> {
  if (server) return server;
  throw new FieldlapseError('BAD_ARGUMENT', 'fieldlapse.yaml has no series.influxdb');
}

function readToken(path: string): string {
  try {
    const token = readFileSync(path, 'utf8').trim();
    if (token !== '') return token;
  } catch (cause) {
    throw new FieldlapseError('SERIES_TOKEN_UNREADABLE', (cause as Error).message, { cause });
  }
  throw new FieldlapseError('SERIES_TOKEN_UNREADABLE', `${path} is empty`);
}
