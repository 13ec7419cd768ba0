import type { AddressInfo } from 'node:net';
import {
  FieldlapseError,
  type CameraMoves,
  type EpcisCaptures,
  type FilmExports,
  type FilmReader,
  type LotDesk,
  type PublicLots,
  type SiteConfig,
} from '@fieldlapse/contracts';
import { lifecycle, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import type { Stores } from '@fieldlapse/store';
import { z } from 'zod';
import type { AlertDesk } from './alerts/desk.ts';
import { buildApp } from './app.ts';

/** The settings of the HTTP server; `docs/config.md` prints the descriptions. */
export const dashboardsConfig = z.strictObject({
  host: z.string().default('127.0.0.1').describe('address to listen on; only this machine reaches 127.0.0.1'),
  port: z.int().min(0).max(65_535).default(8080).describe('TCP port; 0 takes a free one'),
  webRoot: z.string().describe('folder of the built web app'),
  verifierPage: z.string().optional().describe('the built page that checks lots offline'),
  allowedHosts: z
    .array(z.string().regex(/^[a-z0-9.-]{1,253}$/, 'write a host name in lower case, without port'))
    .max(32)
    .default([])
    .describe('names that the page may be opened by, besides localhost and IP addresses'),
});
/** As written in the configuration, defaults left out. */
export type DashboardsConfig = z.input<typeof dashboardsConfig>;

/** What the dashboards are handed. */
export interface DashboardsOptions {
  readonly config: DashboardsConfig;
  readonly stores: Stores;
  readonly films: FilmReader;
  /** Absent where the server says nothing of alerts. */
  readonly desk?: AlertDesk;
  /** Absent where nothing looks for moved cameras. */
  readonly moves?: CameraMoves;
  /** Makes films and reports for keeping; none are made where absent. */
  readonly filmExports?: FilmExports;
  /** The lots as buyers may see them; they have no pages where absent. */
  readonly lots?: PublicLots;
  /** Records lots for people with a token; nobody can over HTTP where absent. */
  readonly lotDesk?: LotDesk;
  /** Takes EPCIS events of partners; nobody can hand over any where absent. */
  readonly captures?: EpcisCaptures;
  /** Always the current sites. */
  readonly sites: () => readonly SiteConfig[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is wrong with the server now (a full disk, a missing ffmpeg); empty where nothing is. */
  readonly health?: () => readonly { code: string; message: string }[];
  /** Numbers of the embedded broker for `/metrics`; other fields are left out. */
  readonly brokerMetrics?: () => object;
}

/**
 * Serves the HTTP API and the web app. Resolves once it listens; `close()` ends live streams and waits for running
 * requests. Throws `PORT_BUSY` or `LISTEN_FAILED`.
 */
export async function startDashboards(options: DashboardsOptions): Promise<Running & { readonly url: string }> {
  const config = dashboardsConfig.parse(options.config);
  const running = lifecycle();
  const app = await buildApp({ ...options, config }, running);
  running.add('http server', () => app.close());
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (cause) {
    await running.close();
    throw listenError(config, cause as NodeJS.ErrnoException);
  }
  const { port } = app.server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return { url: `http://${host}:${port}`, close: running.close };
}

function listenError(config: { host: string; port: number }, cause: NodeJS.ErrnoException): FieldlapseError {
  const where = `${config.host}:${config.port}`;
  return cause.code === 'EADDRINUSE'
    ? new FieldlapseError('PORT_BUSY', `another program listens on ${where}; stop it or choose another port`, { cause })
    : new FieldlapseError('LISTEN_FAILED', `cannot listen on ${where}: ${cause.message}`, { cause });
}
