import { once } from 'node:events';
import { simConfig, startSimFarm } from '@fieldlapse/firmware-sim';
import { createLogger, loadConfig, systemClock } from '@fieldlapse/runtime';
import { interrupted } from '../interrupted.ts';

/** `fieldlapse sim CONFIG`: the simulated farm alone, on the wall clock; prints where its devices answer, as JSON. */
export async function simCommand(path: string): Promise<void> {
  const stop = interrupted();
  const config = loadConfig(simConfig, path);
  const farm = await startSimFarm({ config, clock: systemClock, logger: createLogger({ name: 'sim' }) });
  const cameras = farm.cameras.map(({ name, url, username, password }) => ({ name, url, username, password }));
  process.stdout.write(`${JSON.stringify({ cameras, modbus: farm.modbus })}\n`);
  if (!stop.aborted) await once(stop, 'abort');
  await farm.close();
}
