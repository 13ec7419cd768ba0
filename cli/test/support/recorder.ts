// An edge node for the nothing-lost test: records frames and readings into a real spool while the real uplink sends
// them, and notes each in a ledger only after the spool has said that it is durable. Made to be killed at any moment.
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { parseCameraName, parseDeviceId, parseSensorName, parseSiteId, sha256Hex } from '@fieldlapse/contracts';
import { openSpool, startUplink } from '@fieldlapse/edge-agent';
import { createLogger, sleep, systemClock } from '@fieldlapse/runtime';
import { readLedger, valueOf, type LedgerLine, type RecorderTask } from './ledger.ts';

const task = JSON.parse(process.argv[2] ?? '') as RecorderTask;
const lines = existsSync(task.ledger) ? readLedger(task.ledger) : [];
let framesLeft = task.frames - lines.filter((line) => 'f' in line).length;
let readingsLeft = task.readings - lines.reduce((sum, line) => sum + ('boot' in line ? line.to - line.from + 1 : 0), 0);

const ledger = openSync(task.ledger, 'a');
function note(line: LedgerLine): void {
  // A line break in front: the last line of a killed recorder may be torn.
  writeSync(ledger, `\n${JSON.stringify(line)}`);
  fsyncSync(ledger);
}

const logger = createLogger({ name: 'recorder', path: task.log });
const device = parseDeviceId(task.device);
const spool = await openSpool({
  folder: task.folder,
  device,
  timeZone: 'Asia/Ho_Chi_Minh',
  capacityBytes: 2 ** 30,
  mayThin: true,
  clock: systemClock,
  logger,
});
const uplink = startUplink({
  site: parseSiteId(task.site),
  device,
  boot: spool.boot,
  host: '127.0.0.1',
  port: task.port,
  token: task.token,
  spool,
  maxKbps: undefined,
  window: 8,
  reconnectSpreadMs: 1000,
  alwaysAsk: false,
  logger,
});

const camera = parseCameraName('cam-1');
const sensor = parseSensorName('sensor-1');
const picture = readFileSync(task.picture);

/** A JPEG like no other: the picture with random bytes in comment segments behind its start marker. */
function newPicture(): Buffer {
  const comments = Array.from({ length: 1 + Math.floor(Math.random() * task.comments) }, () => {
    const noise = randomBytes(20_000);
    const header = Buffer.from([0xff, 0xfe, 0, 0]);
    header.writeUInt16BE(noise.length + 2, 2);
    return Buffer.concat([header, noise]);
  });
  return Buffer.concat([picture.subarray(0, 2), ...comments, picture.subarray(2)]);
}

async function recordFrames(): Promise<void> {
  for (; framesLeft > 0; framesLeft -= 1) {
    const jpeg = newPicture();
    const { f } = await spool.put({ camera, jpeg, capturedAt: Date.now(), mono: systemClock.mono(), clk: 'ntp' });
    note({ f, sha256: sha256Hex(jpeg) });
    uplink.wake();
    await sleep(task.pauseMs);
  }
}

async function recordReadings(): Promise<void> {
  let seq = 0;
  while (readingsLeft > 0) {
    const count = Math.min(50, readingsLeft);
    const t = Date.now();
    const values = Array.from({ length: count }, (_, index) => seq + index + 1);
    await spool.append(
      values.map((value, index) => ({
        ...{
          sensor,
          quantity: 'lightWattPerM2' as const,
          value: valueOf(value),
          t: t + index,
          mono: systemClock.mono(),
          clk: 'ntp' as const,
        },
      })),
    );
    note({ boot: spool.boot, from: seq + 1, to: seq + count });
    seq += count;
    readingsLeft -= count;
    uplink.wake();
    await sleep(task.pauseMs);
  }
}

await Promise.all([recordFrames(), recordReadings()]);
while (spool.frames.count > 0 || spool.state().readings > 0) await sleep(100);
await uplink.close();
await spool.close();
closeSync(ledger);
