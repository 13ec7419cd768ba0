import { readFile } from 'node:fs/promises';
import {
  FieldlapseError,
  decodeJson,
  desiredConfig,
  isConfigSignedBy,
  type DesiredConfig,
  type Report,
} from '@fieldlapse/contracts';
import { writeFileDurably, type Logger } from '@fieldlapse/runtime';
import { z } from 'zod';
import { captureSchedule, gateSettings, needsSun, type EdgeConfig } from './config.ts';

/** What the server may change; the file on the node holds for all that is absent. */
const desiredSettings = z.strictObject({
  cameras: z
    .array(z.strictObject({ name: z.string().describe('a camera of this node'), schedule: captureSchedule }))
    .optional()
    .describe('schedules'),
  gate: gateSettings.optional().describe('quality gate'),
  uplink: z
    .strictObject({ maxKbps: z.number().positive().optional().describe('cap of the sending rate, kbit/s') })
    .optional()
    .describe('how it is sent'),
});
type DesiredSettings = z.infer<typeof desiredSettings>;

/** Applies what the server wants and remembers it over restarts. */
export interface DesiredConfigKeeper {
  /** What was applied last, or empty. */
  readonly settings: DesiredSettings;
  /** Takes a `down/config` message; the answer goes on `up/report`. A refused one leaves the running one. Never throws. */
  take(payload: Buffer): Promise<Report | undefined>;
}

interface Options {
  readonly path: string;
  readonly tokenSha256: string;
  readonly config: EdgeConfig;
  /** Called when other settings are in force. */
  readonly apply: () => void;
  readonly logger: Logger;
}

const kept = z.object({ rev: z.int().min(0), settings: z.record(z.string(), z.unknown()) });

export async function openDesiredConfig(options: Options): Promise<DesiredConfigKeeper> {
  const { path, config, logger } = options;
  let { rev, settings } = await restore(path, config, logger);

  async function accept(desired: DesiredConfig): Promise<Report> {
    const refuse = (message: string): never => {
      throw new FieldlapseError('DESIRED_CONFIG_REFUSED', message);
    };
    if (!isConfigSignedBy(options.tokenSha256, desired))
      refuse('the signature is not made with the token of this device');
    if (desired.rev < rev) refuse(`rev ${desired.rev} is older than rev ${rev}, which is in force`);
    if (desired.rev > rev) {
      const next = check(desired.config, config);
      await writeFileDurably(path, JSON.stringify({ rev: desired.rev, settings: desired.config }), 0o600);
      ({ rev, settings } = { rev: desired.rev, settings: next });
      options.apply();
      logger.info({ rev }, 'desired configuration applied');
    }
    return { v: 1, rev, applied: true };
  }

  return {
    get settings() {
      return settings;
    },
    async take(payload) {
      if (payload.length === 0) return undefined; // the retained message was taken back
      let about = rev;
      try {
        const desired = decodeJson(desiredConfig, payload, 'down/config');
        about = desired.rev;
        return await accept(desired);
      } catch (error) {
        const { message } = error as Error;
        logger.error({ code: 'DESIRED_CONFIG_REFUSED', rev: about, error: message }, 'desired configuration refused');
        return { v: 1, rev: about, applied: false, error: `DESIRED_CONFIG_REFUSED: ${message}`.slice(0, 500) };
      }
    },
  };
}

/** The settings, or `DESIRED_CONFIG_REFUSED` naming the field. */
function check(settings: unknown, config: EdgeConfig): DesiredSettings {
  const result = desiredSettings.safeParse(settings);
  const refuse = (message: string) => new FieldlapseError('DESIRED_CONFIG_REFUSED', message);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not match'}`);
  }
  const hasPlace = config.latitude !== undefined && config.longitude !== undefined;
  for (const { name, schedule } of result.data.cameras ?? []) {
    if (!config.cameras.some((camera) => camera.name === name)) throw refuse(`this node has no camera "${name}"`);
    if (needsSun(schedule) && !hasPlace) throw refuse(`camera ${name}: a sun window needs latitude and longitude`);
  }
  return result.data;
}

/** Nothing where there is no file; a torn one, or one that the node's own config no longer fits, is left out. */
async function restore(
  path: string,
  config: EdgeConfig,
  logger: Logger,
): Promise<{ rev: number; settings: DesiredSettings }> {
  try {
    const { rev, settings } = kept.parse(JSON.parse(await readFile(path, 'utf8')));
    return { rev, settings: check(settings, config) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      logger.warn({ code: 'DESIRED_CONFIG_REFUSED', error: (error as Error).message }, 'kept configuration not used');
    }
    return { rev: 0, settings: {} };
  }
}
