import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDeviceId, parseSiteId, sha256Hex, topics, type ClockSource, type Status } from '@fieldlapse/contracts';
import { sleep, type Clock, type Logger, type Running } from '@fieldlapse/runtime';
import { startCameraLoop } from './capture/camera-loop.ts';
import { openGate } from './capture/gate.ts';
import { scheduleOf } from './capture/schedule.ts';
import type { CameraSettings, EdgeConfig } from './config.ts';
import { openDesiredConfig } from './desired-config.ts';
import { runSensor } from './sensors/sensor-loop.ts';
import { openSpool } from './spool/spool.ts';
import { startUplink } from './uplink/uplink.ts';
import packageFile from '../package.json' with { type: 'json' };

export interface EdgeAgentOptions {
  readonly config: EdgeConfig;
  /** Where the spool lives; made where absent. One agent per folder. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the clock's time comes from; `ntp` where it shows a believable year, else `none`. */
  readonly clockSource?: () => ClockSource;
}

/** Changes are told at once, but not more often than this. */
const statusPauseMs = 1000;
const alarmPauseMs = 10 * 60_000;

/** Captures, spools and sends until it is closed. Throws where the spool or the token cannot be read. */
export async function startEdgeAgent({
  config,
  folder,
  clock,
  logger,
  ...options
}: EdgeAgentOptions): Promise<Running> {
  const site = parseSiteId(config.site);
  const device = parseDeviceId(config.device);
  const clockSource = options.clockSource ?? (() => (clock.now() >= Date.UTC(2024, 0, 1) ? 'ntp' : 'none'));
  const token = await tokenOf(config.server);
  const stop = new AbortController();
  const { signal } = stop;
  const { timeZone } = config;
  const spool = await openSpool({
    folder,
    device,
    timeZone,
    capacityBytes: config.spool.capacityMb * 2 ** 20,
    mayThin: true,
    clock,
    logger,
  });
  const desired = await openDesiredConfig({
    path: join(folder, 'desired.json'),
    tokenSha256: sha256Hex(token),
    config,
    apply,
    logger,
  });
  const raised = new Map<string, number>();
  let changed = Promise.withResolvers<void>();
  const onChange = () => {
    uplink.wake();
    changed.resolve();
  };

  const uplink = startUplink({
    site,
    device,
    boot: spool.boot,
    host: config.server.host,
    port: config.server.port,
    token,
    spool,
    maxKbps: maxKbps(),
    window: config.uplink.window,
    reconnectSpreadMs: config.uplink.reconnectSpread,
    alwaysAsk: false,
    logger,
    onConnect: publishStatus,
    async onConfig(payload) {
      const report = await desired.take(payload);
      if (report) uplink.publishRetained(topics.report(site, device), report);
    },
  });

  const cameras = config.cameras.map((settings) => {
    const log = logger.child({ camera: settings.name });
    const measure = openGate(log);
    const gate = async (jpeg: Buffer) => ((desired.settings.gate ?? config.gate).enabled ? measure(jpeg) : undefined);
    const schedule = scheduleFor(settings);
    return {
      settings,
      loop: startCameraLoop({
        settings,
        schedule,
        gate,
        spool,
        clock,
        clockSource,
        logger: log,
        signal,
        onFault: (code, text) => raise(settings.name, code, text),
        onChange,
      }),
    };
  });
  const sensors = config.sensors.map((settings) =>
    runSensor({ settings, spool, clock, clockSource, logger, signal, onChange }),
  );

  function maxKbps(): number | undefined {
    return desired.settings.uplink?.maxKbps ?? config.uplink.maxKbps;
  }

  function scheduleFor({ name, schedule }: CameraSettings) {
    const wanted = desired.settings.cameras?.find((camera) => camera.name === name)?.schedule;
    return scheduleOf(wanted ?? schedule, config);
  }

  /** One alarm for each kind and camera in ten minutes: a camera that comes and goes is no flood. */
  function raise(camera: string, code: string, text: string): void {
    const kind = code === 'SPOOL_FULL' ? 'card' : 'camera';
    const since = raised.get(`${kind} ${camera}`) ?? -Infinity;
    if (performance.now() - since < alarmPauseMs) return;
    raised.set(`${kind} ${camera}`, performance.now());
    const stamp = { t: clock.now(), mono: clock.mono(), boot: spool.boot, clk: clockSource() };
    uplink.publishAlert({ v: 1, id: randomUUID(), kind, text, ...stamp });
  }

  function apply(): void {
    for (const { settings, loop } of cameras) loop.setSchedule(scheduleFor(settings));
    uplink.setMaxKbps(maxKbps());
  }

  function publishStatus(): void {
    const status: Status = {
      v: 1,
      online: true,
      boot: spool.boot,
      t: clock.now(),
      mono: clock.mono(),
      clk: clockSource(),
      version: packageFile.version,
      spool: spool.state(),
      uplink: uplink.state(),
      cameras: cameras.map(({ loop }) => loop.state()),
    };
    uplink.publishRetained(topics.status(site, device), status);
  }

  async function tellStatus(): Promise<void> {
    while (!signal.aborted) {
      if (uplink.connected) publishStatus();
      changed = Promise.withResolvers();
      await sleep(statusPauseMs, signal);
      await Promise.race([changed.promise, sleep(config.status.every - statusPauseMs, signal)]);
    }
  }
  const telling = tellStatus().catch(() => {});

  return {
    async close() {
      stop.abort(new Error('closed'));
      await Promise.all([telling, ...sensors, ...cameras.map(({ loop }) => loop.finished)]);
      await uplink.close();
      await spool.close();
    },
  };
}

async function tokenOf({ token, tokenFile }: EdgeConfig['server']): Promise<string> {
  return token ?? (await readFile(tokenFile!, 'utf8')).trim();
}
