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
  const agent = await startEdgeAgent({
    config: loadConfig(edgeConfig, path),
    folder: values.folder,
    clock: systemClock,
    logger,
  });
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(
      name,
      () =>
        void agent.close().then(
          () => process.exit(0),
          () => process.exit(1),
        ),
    );
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
