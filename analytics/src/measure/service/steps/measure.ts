import { sleep } from '@fieldlapse/runtime';
import { readGrowth } from './read-growth.ts';
import type { Job } from './jobs.ts';
import { measureStored, measureWaiting } from './measure-batch.ts';
import type { Service } from './service.ts';

const retryMs = 1000;
const idleMs = 10_000;

/** While frames wait, seasons are read so much less often. */
const busyFactor = 6;

/** Does one job after another until told to stop; days, series and seasons follow from each. */
export async function measure(service: Service, settle: () => Promise<void>): Promise<void> {
  const { config, signal, logger, work: wake, pending, jobs } = service;
  while (!signal.aborted) {
    try {
      const job = await jobs.take();
      if (job) {
        await runJob(service, job).finally(() => jobs.release(job));
        await settle();
        await readGrowth(service, busyFactor * config.growthMs);
        continue;
      }
      await settle();
      await readGrowth(service, config.growthMs);
      const nextTry = await pending.nextTry();
      await wake.wait(Math.min(idleMs, Math.max(100, (nextTry ?? Infinity) - Date.now())));
    } catch (error) {
      if (signal.aborted) return;
      logger.error({ error }, 'frames cannot be measured; trying again');
      await sleep(retryMs, signal).catch(() => {});
    }
  }
}

async function runJob(service: Service, job: Job): Promise<void> {
  if (job.kind === 'waiting') await measureWaiting(service, job);
  else await measureStored(service, job.row);
  service.notices.announce(job.site, job.camera);
}
