import { z } from 'zod';
import { durationMs } from '@fieldlapse/runtime';
import { idPattern } from '@fieldlapse/contracts';

const megabyte = 1024 * 1024;
const bytes = z.int().min(1);

const limits = z.strictObject({
  frameBytes: bytes
    .max(64 * megabyte)
    .default(32 * megabyte)
    .describe('largest picture, bytes; a larger one is refused for good'),
  openFrames: z.int().min(1).max(32).default(16).describe('frames of one device that may be half received'),
  deviceAssemblyBytes: bytes.default(64 * megabyte).describe('memory for half-received frames of one device, bytes'),
  totalAssemblyBytes: bytes.default(256 * megabyte).describe('memory for half-received frames of all devices, bytes'),
  deviceQueueBytes: bytes.default(4 * megabyte).describe('messages of one device that wait to be looked at, bytes'),
  totalQueueBytes: bytes
    .default(64 * megabyte)
    .describe('messages of all devices that wait, bytes; then the broker waits'),
});

const quota = z.strictObject({
  bytes: bytes.default(64 * 1024 * megabyte).describe('picture bytes of one device in one day'),
  frames: z.int().min(1).default(200_000).describe('frames of one device in one day'),
  readings: z.int().min(1).default(20_000_000).describe('readings of one device in one day'),
});

const quarantine = z.strictObject({
  bytes: bytes
    .default(256 * megabyte)
    .describe('refused payloads that are kept for a look, bytes; the oldest go first'),
  rows: z.int().min(1).default(10_000).describe('refusals that are remembered; the oldest go first'),
  perDeviceAndHour: z
    .int()
    .min(1)
    .default(60)
    .describe('refusals of one device kept in an hour; more are only counted'),
});

/** Settings of intake; every field but the broker's address and the token has a default. */
export const intakeConfig = z.strictObject({
  host: z.string().min(1).describe('address of the MQTT broker'),
  port: z.int().min(1).max(65_535).describe('port of the MQTT broker'),
  clientId: z.string().regex(idPattern).default('intake').describe('MQTT client id and user name'),
  token: z.string().describe('MQTT password'),
  wantInterval: durationMs.default(250).describe('longest wait before a sender hears of its progress: "250ms"'),
  wantChunks: z.int().min(1).max(64).default(4).describe('chunks after which a sender hears of its progress at once'),
  retryInterval: durationMs.default(5000).describe('how long senders pause while the store is full: "5s"'),
  uncertainAfter: durationMs
    .default(86_400_000)
    .describe('readings of a run whose clock was never set wait so long for a sync before they are charted: "1d"'),
  limits: limits.prefault({}).describe('memory limits'),
  quota: quota.prefault({}).describe('what one device may deliver in one day'),
  quarantine: quarantine.prefault({}).describe('what is kept of refused payloads'),
});
export type IntakeConfig = z.infer<typeof intakeConfig>;
