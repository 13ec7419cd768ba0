import { FieldlapseError } from '@fieldlapse/contracts';
import { lifecycle, systemClock, type Running } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { lockService, openLog, type DataFolder } from '../data-folder.ts';
import { openIdentities } from '../identities.ts';
import { liveSites, readConfig } from '../server-config.ts';
import type { Context } from './context.ts';
import { openDemoClock } from '../demo/demo-clock.ts';
import { servedSeries } from './series.ts';
import { services } from './services.ts';

export interface StartOptions {
  readonly folder: DataFolder;
  /** Names of the services to start; all that the configuration asks for where absent. Throws `UNKNOWN_SERVICE`. */
  readonly only?: readonly string[];
  readonly mqttPort?: number;
  readonly httpPort?: number;
  readonly say: (line: string) => void;
}

/**
 * Starts services on a data folder, in one process, in order; if one cannot start, those before it are closed again.
 * `close()` drains them in reverse order.
 */
export async function startServices(options: StartOptions): Promise<Running & { context: Context }> {
  const { folder } = options;
  const config = readConfig(folder);
  const chosen = choose(options.only, config.demo);
  const started = lifecycle();
  try {
    for (const { name } of chosen) started.add(`lock of ${name}`, lockService(folder, name));
    const logger = openLog(folder, 'fieldlapse');
    const demoClock = config.demo ? openDemoClock(folder) : undefined;
    const clock = demoClock ?? systemClock;
    const stores = await openStores({
      ...{ folder: folder.root, logger },
      series: servedSeries(folder, config.series, clock, chosen),
    });
    started.add('stores', stores.close);
    const context: Context = {
      folder,
      config: { ...config, http: { ...config.http, port: options.httpPort ?? config.http.port } },
      identities: openIdentities(folder),
      sites: liveSites(folder, (error) =>
        logger.error({ error }, 'fieldlapse.yaml cannot be used; the last good one stays'),
      ),
      stores,
      clock,
      ...(demoClock && { saveClock: demoClock.save }),
      logger,
      mqtt: { host: config.mqtt.host, port: options.mqttPort ?? config.mqtt.port },
      health: new Map([['series', () => stores.series.troubles()]]),
      say: options.say,
    };
    for (const service of chosen) {
      const running = await service.start(context);
      started.add(service.name, running.close);
    }
    return { context, close: started.close };
  } catch (error) {
    await started.close().catch(() => {});
    throw error;
  }
}

function choose(only: readonly string[] | undefined, demo: boolean) {
  const unknown = only?.find((name) => !services.some((service) => service.name === name));
  if (unknown !== undefined) {
    const known = services.map(({ name }) => name).join(', ');
    throw new FieldlapseError('UNKNOWN_SERVICE', `--only ${unknown}: the services are ${known}`);
  }
  return services.filter(({ name }) => (only ? only.includes(name) : demo || name !== 'demo'));
}
