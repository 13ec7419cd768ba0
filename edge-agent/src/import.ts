import { FieldlapseError, importDeviceOf, parseCameraName, parseSiteId, type FrameId } from '@fieldlapse/contracts';
import { readJpegHeader } from '@fieldlapse/imaging';
import { sleep, type Clock, type Logger } from '@fieldlapse/runtime';
import { maxPictureBytes, tooLarge } from './capture/driver.ts';
import { openSpool } from './spool/spool.ts';
import type { FrameSettled } from './uplink/frame-lane.ts';
import { startUplink } from './uplink/uplink.ts';

/** What became of each picture of an import. */
export interface ImportSummary {
  readonly stored: number;
  readonly duplicate: number;
  readonly rejected: { readonly name: string; readonly code: string; readonly message: string }[];
}

export interface ImportProgress {
  /** Pictures that are on the card. */
  readonly spooled: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly rejected: number;
}

export interface ImportOptions {
  readonly config: {
    readonly site: string;
    readonly camera: string;
    readonly host: string;
    readonly port: number;
    /** Of the device `import-{camera}`. */
    readonly token: string;
  };
  /** Where pictures wait for the server; kept after an abort, so that the next import goes on. */
  readonly folder: string;
  /** `capturedAt` in UTC ms. */
  readonly frames: AsyncIterable<{ name: string; jpeg: Buffer; capturedAt: number }>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** Pictures that wait for the server at most, and their bytes: an import never fills the disk. */
const maxWaiting = 200;
const maxWaitingBytes = 64 * 2 ** 20;
const connectWithinMs = 30_000;

/**
 * Sends existing pictures the way of all frames: spool, MQTT, intake. Resolves when the server has answered for each. Ids
 * follow from picture and time, so that a second import stores nothing twice and sends no picture again. Throws
 * `MQTT_UNREACHABLE`, `SPOOL_FULL`, or the signal's reason; what was not sent stays in `folder`.
 */
export async function importFrames(options: ImportOptions): Promise<ImportSummary> {
  const { config, clock, logger } = options;
  const camera = parseCameraName(config.camera);
  const device = importDeviceOf(camera);
  const spool = await openSpool({
    folder: options.folder,
    device,
    timeZone: 'UTC',
    capacityBytes: Infinity,
    mayThin: false,
    clock,
    logger,
  });
  const ledger = openLedger(options.onProgress);
  const uplink = startUplink({
    site: parseSiteId(config.site),
    device,
    boot: spool.boot,
    host: config.host,
    port: config.port,
    token: config.token,
    spool,
    maxKbps: undefined,
    window: 8,
    reconnectSpreadMs: 1000,
    alwaysAsk: true,
    logger,
    onSettled: ledger.settle,
  });
  const limit = new AbortController();
  const signal = AbortSignal.any([limit.signal, ...(options.signal ? [options.signal] : [])]);
  const unreachable = connectedWithin(() => uplink.connected, config, signal);
  unreachable.catch((error: unknown) => limit.abort(error));

  async function spoolAll(): Promise<void> {
    for await (const { name, jpeg, capturedAt } of options.frames) {
      signal.throwIfAborted();
      try {
        if (jpeg.length > maxPictureBytes) throw tooLarge(camera);
        const size = readJpegHeader(jpeg);
        const entry = await spool.put({ camera, jpeg, capturedAt, mono: 0, clk: 'rtc', imported: true, ...size });
        ledger.spooled(entry.f, name);
        uplink.wake();
      } catch (error) {
        if (!(error instanceof FieldlapseError) || error.code === 'SPOOL_FULL') throw error;
        ledger.reject(name, error.code, error.message);
      }
      while (spool.frames.count >= maxWaiting || spool.frames.bytes >= maxWaitingBytes) await ledger.change(signal);
    }
    while (ledger.waiting > 0) await ledger.change(signal);
  }

  try {
    await spoolAll();
    return ledger.summary();
  } finally {
    limit.abort(new Error('import ended'));
    await uplink.close();
    await spool.close();
  }
}

/** Who waits for the answer to which frame; two files may be one frame. */
function openLedger(onProgress: ImportOptions['onProgress']) {
  const names = new Map<FrameId, string>();
  const rejected: { name: string; code: string; message: string }[] = [];
  let spooled = 0;
  let stored = 0;
  let duplicate = 0;
  let changed = Promise.withResolvers<void>();

  function tell(): void {
    onProgress?.({ spooled, stored, duplicate, rejected: rejected.length });
    changed.resolve();
    changed = Promise.withResolvers();
  }

  return {
    get waiting() {
      return names.size;
    },
    spooled(f: FrameId, name: string): void {
      spooled += 1;
      if (names.has(f)) duplicate += 1;
      else names.set(f, name);
      tell();
    },
    reject(name: string, code: string, message: string): void {
      rejected.push({ name, code, message });
      tell();
    },
    settle({ f, outcome, code = 'BAD_PAYLOAD', message = '' }: FrameSettled): void {
      const name = names.get(f);
      names.delete(f);
      if (name === undefined) return tell();
      if (outcome === 'stored') stored += 1;
      else if (outcome === 'dup') duplicate += 1;
      else rejected.push({ name, code, message });
      tell();
    },
    /** Resolves at the next change; throws the signal's reason. */
    async change(signal: AbortSignal): Promise<void> {
      signal.throwIfAborted();
      const aborted = Promise.withResolvers<void>();
      const stop = () => aborted.resolve();
      signal.addEventListener('abort', stop, { once: true });
      await Promise.race([changed.promise, aborted.promise]);
      signal.removeEventListener('abort', stop);
      signal.throwIfAborted();
    },
    summary: (): ImportSummary => ({ stored, duplicate, rejected }),
  };
}

/** Throws `MQTT_UNREACHABLE` where there was no connection in time. */
async function connectedWithin(
  connected: () => boolean,
  at: { host: string; port: number },
  signal: AbortSignal,
): Promise<void> {
  for (let waitedMs = 0; waitedMs < connectWithinMs; waitedMs += 250) {
    await sleep(250, signal).catch(() => {});
    if (connected() || signal.aborted) return;
  }
  throw new FieldlapseError(
    'MQTT_UNREACHABLE',
    `no connection to ${at.host}:${at.port} within ${connectWithinMs / 1000} s`,
  );
}
