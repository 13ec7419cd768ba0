import type { ClockSource, Reading, SensorName } from '@fieldlapse/contracts';
import { sleep, type Clock, type Logger } from '@fieldlapse/runtime';
import { scheduleOf } from '../capture/schedule.ts';
import type { SensorSettings } from '../config.ts';
import type { Spool } from '../spool/spool.ts';
import { modbusTcpDriver } from './modbus-tcp.ts';

interface Options {
  readonly settings: SensorSettings;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly clockSource: () => ClockSource;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
}

/** One sensor: reads at its interval and spools; resolves when the signal aborts. What comes due while it reads is skipped. */
export async function runSensor({ settings, spool, clock, logger, signal, ...options }: Options): Promise<void> {
  const driver = modbusTcpDriver(settings);
  const schedule = scheduleOf({ every: settings.every }, { timeZone: 'UTC' });
  const sensor = settings.name as SensorName;
  let faulty = false;
  try {
    for (;;) {
      await clock.sleepUntil(schedule.next(clock.now())!, signal);
      const stamp = { t: clock.now(), mono: clock.mono(), clk: options.clockSource() };
      const values = await driver.read();
      const readings: Reading[] = values.map((value) => ({ sensor, ...value, ...stamp }));
      const fault = values.find(({ value }) => value === null);
      if (fault && !faulty) logger.warn({ code: 'SENSOR_FAULT', sensor, ...fault }, 'a sensor gives no value');
      faulty = fault !== undefined;
      await spool.append(readings).catch((error: unknown) => {
        logger.error({ code: 'SPOOL_FULL', sensor, error: (error as Error).message }, 'readings lost');
      });
      options.onChange();
      await sleep(0, signal);
    }
  } catch (error) {
    if (!signal.aborted) logger.error({ sensor, error }, 'sensor stopped');
  } finally {
    driver.close();
  }
}
