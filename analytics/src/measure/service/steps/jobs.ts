import type { BackfillRow } from '@fieldlapse/store';
import type { CameraName } from '../records/pending.ts';
import type { Service } from './service.ts';

/** What is to be done next with one camera. */
export type Job = CameraName & ({ readonly kind: 'waiting' } | { readonly kind: 'stored'; readonly row: BackfillRow });

/** Hands out jobs, no camera to two at a time: frames that wait, newest first, then what is stored. */
export interface Jobs {
  take(): Promise<Job | undefined>;
  release(job: Job): void;
}

export function jobQueue({ pending, backfills }: Pick<Service, 'pending' | 'backfills'>): Jobs {
  const busy: CameraName[] = [];
  let last: Promise<unknown> = Promise.resolve();

  async function next(): Promise<Job | undefined> {
    const camera = await pending.nextCamera(busy);
    const row = camera ? undefined : await backfills.next(busy);
    const job: Job | undefined = camera
      ? { kind: 'waiting', ...camera }
      : row && { kind: 'stored', site: row.site, camera: row.camera, row };
    if (job) busy.push(job);
    return job;
  }

  return {
    take() {
      const taking = last.then(next);
      last = taking.catch(() => {});
      return taking;
    },
    release: (job) => void busy.splice(busy.indexOf(job), 1),
  };
}
