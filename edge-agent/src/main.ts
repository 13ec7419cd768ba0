import { parseArgs } from 'node:util';
import { createLogger, loadConfig, systemClock } from '@fieldlapse/runtime';
import { startEdgeAgent } from './agent.ts';
import { edgeConfig } from './config.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string', default: 'spool' } },
});
const logger = createLogger({ name: 'edge-agent' });
try {
  const path = positionals[0];
  if (path === undefined) throw new Error('usage: main.ts CONFIG.yaml [--folder DIR]');
  const starting = startEdgeAgent({
    config: loadConfig(edgeConfig, path),
    folder: values.folder,
    clock: systemClock,
    logger,
  });
  // Before it has started: a node that is stopped early ends as cleanly as any other.
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(
      name,
      () =>
        void starting
          .then((agent) => agent.close())
          .then(
            () => process.exit(0),
            () => process.exit(1),
          ),
    );
  }
  await starting;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
