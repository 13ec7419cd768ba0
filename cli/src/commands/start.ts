import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { localDayOf } from '@fieldlapse/contracts';
import { openDataFolder } from '../data-folder.ts';
import { interrupted } from '../interrupted.ts';
import { demoFarm, demoPacks, demoPlace, demoTraceability, ensureConfig, serverConfig } from '../server-config.ts';
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
    const port = args.httpPort ?? serverConfig.parse({}).http.port;
    // Without a port that stays there is no address to print on a label.
    const traceability = port === 0 ? undefined : demoTraceability(port);
    const first = { demo, alerts: { packs: [...demoPacks] }, ...(traceability && { traceability }), sites: [farm] };
    await ensureConfig(folder, demo ? first : { sites: [] });
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
