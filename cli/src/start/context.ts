import type { SiteConfig } from '@fieldlapse/contracts';
import type { Clock, Logger, Running } from '@fieldlapse/runtime';
import type { Stores } from '@fieldlapse/store';
import type { Lots } from '@fieldlapse/traceability';
import type { DataFolder } from '../data-folder.ts';
import type { Identities } from '../identities.ts';
import type { ServerConfig } from '../server-config.ts';

/** What every service is started with: made once for a process. */
export interface Context {
  readonly folder: DataFolder;
  readonly config: ServerConfig;
  readonly identities: Identities;
  readonly sites: () => readonly SiteConfig[];
  readonly stores: Stores;
  readonly clock: Clock;
  /** Remembers how far the demo season has come; absent on the machine's own clock. */
  readonly saveClock?: () => Promise<void>;
  readonly logger: Logger;
  /** Where the broker listens; the port is the real one once the broker of this process has started. */
  mqtt: { host: string; port: number };
  /** Troubles that people should see, by service. */
  readonly health: Map<string, () => readonly { code: string; message: string }[]>;
  /** The records of lots, where the service that writes them runs in this process: they have one writer in it. */
  lots?: Lots;
  /** Numbers of the broker, where it runs in this process. */
  brokerMetrics?: () => object;
  /** A line for the person at the terminal. */
  readonly say: (line: string) => void;
}

/** A service by name: started in the order of {@link services}, stopped in reverse. */
export interface Service {
  readonly name: string;
  start(context: Context): Promise<Running>;
}
