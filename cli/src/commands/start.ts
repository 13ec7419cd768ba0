import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { localDayOf } from '@fieldlapse/contracts';
import { openDataFolder } from '../data-folder.ts';
import { interrupted } from '../interrupted.ts';
import { demoFarm, demoPacks, demoPlace, ensureConfig } from '../server-config.ts';
import { openDemoClock } from '../demo/demo-clock.ts';
import { startServices } from '../start/start.ts';

export interface StartArguments {
  readonly data: string;
  readonly demo: boolean;
  readonly only?: string;
  readonly httpPort?: number;
  readonly mqttPort?: number;
}

/** `fieldlapse start`: runs until it is told to stop, then drains. */
export async function startCommand(args: StartArguments): Promise<void> {
  const folder = openDataFolder(args.data);
  const stop = interrupted();
  if (!existsSync(folder.config)) {
    const clock = openDemoClock(folder);
    const demo = args.demo && args.only === undefined;
    if (demo) await clock.save();
    const farm = demoFarm(localDayOf(clock.sownAt, demoPlace.timeZone));
    await ensureConfig(folder, demo ? { demo, alerts: { packs: [...demoPacks] }, sites: [farm] } : { sites: [] });
  }
  say(`Fieldlapse · ${folder.root}`);
  const running = await startServices({
    folder,
    say,
    ...(args.only !== undefined && { only: args.only.split(',').map((name) => name.trim()) }),
    ...(args.httpPort !== undefined && { httpPort: args.httpPort }),
    ...(args.mqttPort !== undefined && { mqttPort: args.mqttPort }),
  });
  say('Đang chạy; Ctrl-C để dừng · running; Ctrl-C stops');
  if (!stop.aborted) await once(stop, 'abort');
  say('Đang dừng, lưu nốt dữ liệu … · stopping, storing what is under way …');
  await running.close();
  say('Đã dừng · stopped');
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
