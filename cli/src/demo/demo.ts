import { lifecycle, sleep, type Logger, type Running } from '@fieldlapse/runtime';
import { folderBytes } from '../data-folder.ts';
import { demoCamera, demoPlace, demoSchedule, demoSensor, demoSite } from '../server-config.ts';
import type { Context } from '../start/context.ts';
import { keepDemoLot } from './demo-lot.ts';

const demoDevice = 'tram-mau';
const saveEveryMs = 5000;
/** The demo is a guest on the disk: above this its node stops capturing. */
const mostBytes = 2e9;
const sizeCheckMs = 600_000;

/** The simulated farm, and a real edge agent that photographs and measures it, on the injected clock. */
export async function startDemo(context: Context): Promise<Running> {
  const logger = context.logger.child({ service: 'demo' });
  const saveClock = async () => context.saveClock?.();
  const started = lifecycle();
  try {
    started.add('demo clock', saveClock);
    const node = await startNode(context, logger);
    started.add('demo node', node.close);
    const watch = async () => {
      if ((await folderBytes(context.folder)) < mostBytes) return;
      context.say('Dữ liệu mẫu đã đầy 2 GB, trạm mẫu ngừng chụp · the demo holds 2 GB, its node stops capturing');
      await node.close();
    };
    const stop = new AbortController();
    const repeated = [repeat(saveClock, saveEveryMs), repeat(watch, sizeCheckMs)].map((run) =>
      run(stop.signal, logger),
    );
    const keeping = keepLot(context, stop.signal, logger);
    started.add('demo watch', async () => {
      stop.abort(new Error('closed'));
      await Promise.all([...repeated, keeping]);
    });
    return started;
  } catch (error) {
    await started.close();
    throw error;
  }
}

/** The demo's lot; none where the configuration gives it no numbers, as that of demos of before. */
async function keepLot({ lots, config, sites, clock }: Context, signal: AbortSignal, logger: Logger): Promise<void> {
  const sowing = sites().find(({ id }) => id === demoSite)?.seasons[0]?.sowing;
  const { publicUrl, places } = config.traceability;
  if (!lots || sowing === undefined || publicUrl === undefined || !places.some(({ site }) => site === demoSite)) return;
  await keepDemoLot(lots, sowing, clock, signal).catch((error: unknown) => {
    if (!signal.aborted) logger.error({ error }, 'the lot of the demo is not kept');
  });
}

async function startNode({ clock, folder, identities, mqtt, sites }: Context, logger: Logger): Promise<Running> {
  const [{ edgeConfig, startEdgeAgent }, { demoFarmConfig, startSimFarm }] = await Promise.all([
    import('@fieldlapse/edge-agent'),
    import('@fieldlapse/firmware-sim'),
  ]);
  const started = lifecycle();
  try {
    const sowing = sites().find(({ id }) => id === demoSite)?.seasons[0]?.sowing;
    const farm = await startSimFarm({
      config: demoFarmConfig(sowing ?? new Date(clock.now()).toISOString().slice(0, 10)),
      clock,
      logger,
    });
    started.add('simulated farm', farm.close);
    const { cameras, modbus } = farm;
    const config = edgeConfig.parse({
      site: demoSite,
      device: demoDevice,
      ...demoPlace,
      server: { ...mqtt, token: await identities.localDeviceToken(demoSite, demoDevice) },
      cameras: cameras.map(({ url, username, password }) => ({
        ...{ name: demoCamera, driver: 'http-snapshot', url, username, password, schedule: demoSchedule },
      })),
      sensors: modbus ? [{ ...modbus, name: demoSensor, driver: 'modbus-tcp', every: '3h' }] : [],
      spool: { capacityMb: 256 },
      uplink: { reconnectSpread: '1s' },
    });
    const agent = await startEdgeAgent({ config, folder: folder.edge(demoDevice), clock, logger });
    started.add('edge agent', agent.close);
    return started;
  } catch (error) {
    await started.close();
    throw error;
  }
}

/** A chore every so many real ms until it is told to stop; one that fails is logged and tried again. */
function repeat(chore: () => Promise<void>, everyMs: number) {
  return async (signal: AbortSignal, logger: Logger): Promise<void> => {
    for (;;) {
      await sleep(everyMs, signal).catch(() => {});
      if (signal.aborted) return;
      await chore().catch((error: unknown) => logger.error({ error }, 'demo chore failed'));
    }
  };
}
