import { FieldlapseError } from '@fieldlapse/contracts';
import { lifecycle, type Running } from '@fieldlapse/runtime';
import { startTraceability, type Anchor, type WitnessedTransparencyLog } from '@fieldlapse/traceability';
import { lockWhenFree } from '../../data-folder.ts';
import { ownAnchor } from '../../trace/own-anchor.ts';
import { ownKeys } from '../../trace/own-log.ts';
import { ownTiles } from '../../trace/own-tiles.ts';
import { openOwnLog } from '../../trace/witnessed-log.ts';
import type { Context } from '../context.ts';
import { openPatiently, type TroubledLog } from './patient-log.ts';
import { publishedFilms } from './published-films.ts';

/** What happens to lots, recorded from what the other services see and fixed in the log. */
export async function startRecord(context: Context): Promise<Running> {
  const { stores, sites, clock, config } = context;
  const logger = context.logger.child({ service: 'traceability' });
  const started = lifecycle();
  try {
    const log = await openLogOf(context, started);
    const films = publishedFilms(context);
    started.add('published films', films.close);
    const service = await startTraceability({
      config: config.traceability,
      ...{ stores, sites, clock, logger, films },
      people: () => config.alerts.contacts.map(({ name }) => name),
      ...(log && { log }),
    });
    started.add('record', service.close);
    context.lots = service.lots;
    if (log) {
      // Of the same kind where events wait because a witness refuses: told once.
      const troubles = () => new Map([...log.troubles(), ...service.troubles()].map((one) => [one.code, one]));
      context.health.set('trace-log', () => [...troubles().values()]);
    }
    return started;
  } catch (error) {
    await started.close();
    throw error;
  }
}

/**
 * The log of this data folder; undefined where there is none yet. One that refuses to run is a trouble that people see, and
 * everything else goes on: events wait in the records.
 */
async function openLogOf(context: Context, started: ReturnType<typeof lifecycle>): Promise<TroubledLog | undefined> {
  const { folder, config, stores, health } = context;
  const logger = context.logger.child({ service: 'trace-log' });
  try {
    const keys = await ownKeys(folder, config.traceability);
    if (!keys) return undefined;
    const unlock = await lockWhenFree(folder, 'trace-log');
    started.add('lock of trace-log', unlock);
    const anchor = ownAnchor(folder, config.traceability, logger);
    const log = await openPatiently(async (stop) => {
      const store = await ownTiles(folder, config.traceability, keys.origin, stop);
      const parts = { folder, config: config.traceability, keys, records: stores.records, store, anchor, logger };
      const opened = await openOwnLog(parts);
      return anchor ? anchored(opened, anchor) : opened;
    }, logger);
    started.add('trace log', log.close);
    return log;
  } catch (error) {
    if (!(error instanceof FieldlapseError)) throw error;
    logger.error({ error }, 'the transparency log does not run; events wait in the records');
    health.set('trace-log', () => [{ code: error.code, message: error.message }]);
    return undefined;
  }
}

/** The log with its anchor: heads are written to the chain as long as it is open. */
function anchored(log: WitnessedTransparencyLog, anchor: Anchor): TroubledLog {
  const following = anchor.follow(log);
  return {
    ...log,
    troubles: () => [...log.troubles(), ...anchor.troubles()],
    async close() {
      await following.close();
      await log.close();
    },
  };
}
