import { FieldlapseError } from '@fieldlapse/contracts';
import { sleep } from '@fieldlapse/runtime';
import { checkInflux, type InfluxServer } from './server.ts';

const everyMs = 60_000;
const everyMsInTrouble = 5000;

/** Looks whether InfluxDB lets us in, at once and now and then, so that people hear of it before a point has to wait. */
export interface Probe {
  /** What the last look found wrong. */
  trouble(): FieldlapseError | undefined;
  close(): Promise<void>;
}

export function startProbe(server: InfluxServer): Probe {
  const stop = new AbortController();
  let trouble: FieldlapseError | undefined;
  const finished = (async () => {
    while (!stop.signal.aborted) {
      try {
        await checkInflux(server, stop.signal);
        trouble = undefined;
      } catch (error) {
        if (error instanceof FieldlapseError) trouble = error;
      }
      await sleep(trouble ? everyMsInTrouble : everyMs, stop.signal).catch(() => {});
    }
  })();
  return {
    trouble: () => trouble,
    async close() {
      stop.abort(new Error('closed'));
      await finished;
    },
  };
}
