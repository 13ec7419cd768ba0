import { once } from 'node:events';
import { edgeConfig, startEdgeAgent } from '@fieldlapse/edge-agent';
import { createLogger, loadConfig, systemClock } from '@fieldlapse/runtime';
import { interrupted } from '../interrupted.ts';

/** `fieldlapse edge CONFIG`: the agent of an edge node, until it is told to stop. */
export async function edgeCommand(path: string, args: { folder: string }): Promise<void> {
  const stop = interrupted();
  const config = loadConfig(edgeConfig, path);
  const agent = await startEdgeAgent({
    config,
    folder: args.folder,
    clock: systemClock,
    logger: createLogger({ name: 'edge' }),
  });
  if (!stop.aborted) await once(stop, 'abort');
  await agent.close();
}
