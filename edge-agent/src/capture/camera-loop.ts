import type { CameraName, ClockSource, Status } from '@fieldlapse/contracts';
import { sleep, type Clock, type Logger } from '@fieldlapse/runtime';
import type { CameraSettings } from '../config.ts';
import type { Spool } from '../spool/spool.ts';
import { openDriver, type CameraDriver } from './driver.ts';
import type { Gate } from './gate.ts';
import type { Schedule } from './schedule.ts';

/** One camera: waits for its schedule, captures, judges, spools. */
export interface CameraLoop {
  readonly finished: Promise<void>;
  state(): NonNullable<Status['cameras']>[number];
  /** Another schedule from the next capture on. */
  setSchedule(schedule: Schedule): void;
}

interface Options {
  readonly settings: CameraSettings;
  readonly schedule: Schedule;
  readonly gate: Gate | undefined;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly clockSource: () => ClockSource;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
  /** The camera, or the card that its frames go to, has begun to fail. */
  readonly onFault: (code: string, text: string) => void;
}

const dayMs = 86_400_000;
/** How many missed captures are counted one by one; behind that the schedule just goes on. */
const countLimit = 10_000;

export function startCameraLoop(options: Options): CameraLoop {
  const { settings, spool, clock, logger, signal } = options;
  const name = settings.name as CameraName;
  let schedule = options.schedule;
  let reschedule = new AbortController();
  let lastCaptureT: number | undefined;
  let fault: string | undefined;
  let driver: CameraDriver | undefined;

  async function captureAll(): Promise<void> {
    driver ??= await openDriver(settings, clock);
    for await (const { jpeg, spooled, ...capture } of driver.capture(signal)) {
      const quality = await options.gate?.(jpeg);
      const clk = options.clockSource();
      await spool.put({ camera: name, jpeg, clk, ...capture, ...(quality && { quality }) });
      await spooled?.();
      lastCaptureT = capture.capturedAt;
      options.onChange();
    }
  }

  async function captureNow(): Promise<void> {
    try {
      await captureAll();
      if (fault !== undefined) logger.info({ camera: name }, 'camera works again');
      fault = undefined;
    } catch (error) {
      if (signal.aborted) return;
      const { code = 'INTERNAL', message } = error as Error & { code?: string };
      const text = `${code}: ${message}`.slice(0, 500);
      if (fault === undefined) {
        logger.error({ camera: name, code, error: message }, 'capture failed');
        options.onFault(code, text);
      }
      fault = text;
      options.onChange();
    }
  }

  /** Waits for the next capture; false where the schedule was changed meanwhile. */
  async function waitUntil(due: number): Promise<boolean> {
    const waiting = reschedule.signal;
    try {
      await clock.sleepUntil(due, AbortSignal.any([signal, waiting]));
      return true;
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }

  /** What came due during a slow capture is not made up for: one picture of now is worth more than two. */
  function skipMissed(due: number): void {
    let missed = 0;
    const now = clock.now();
    for (let at = schedule.next(due); at !== undefined && at <= now && missed < countLimit; at = schedule.next(at))
      missed += 1;
    if (missed > 0) logger.debug({ camera: name, missed }, 'captures skipped: the last one took too long');
  }

  async function run(): Promise<void> {
    for (;;) {
      const due = schedule.next(clock.now());
      if (!(await waitUntil(due ?? clock.now() + dayMs)) || due === undefined) continue;
      await captureNow();
      skipMissed(due);
      await sleep(0, signal); // a clock that is far ahead must not starve everything else
    }
  }

  return {
    finished: run().catch((error: unknown) => {
      if (!signal.aborted) logger.error({ camera: name, error }, 'camera stopped');
    }),
    state: () => ({
      name,
      ...(lastCaptureT !== undefined && { lastCaptureT }),
      ...(fault !== undefined && { error: fault }),
    }),
    setSchedule(next) {
      schedule = next;
      reschedule.abort();
      reschedule = new AbortController();
    },
  };
}
