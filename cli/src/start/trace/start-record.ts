import type { Running } from '@fieldlapse/runtime';
import { startTraceability } from '@fieldlapse/traceability';
import type { Context } from '../context.ts';

/** What happens to lots, recorded from what the other services see. */
export async function startRecord(context: Context): Promise<Running> {
  const { stores, sites, clock, config } = context;
  const logger = context.logger.child({ service: 'traceability' });
  return startTraceability({ config: config.traceability, stores, sites, clock, logger });
}
