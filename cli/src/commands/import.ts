import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FieldlapseError, importDeviceOf, parseCameraName, parseSiteId, timeZoneOf } from '@fieldlapse/contracts';
import { importFrames, type ImportSummary } from '@fieldlapse/edge-agent';
import { systemClock, type Running } from '@fieldlapse/runtime';
import { openDataFolder, openLog, readRuntime, type DataFolder } from '../data-folder.ts';
import { openIdentities } from '../identities.ts';
import { captureTimeOf, parseTimeSource, type TimeSource } from '../pictures/capture-time.ts';
import { findPictures, type FoundPictures } from '../pictures/find-pictures.ts';
import { startProgress } from '../progress.ts';
import { addCamera, readConfig } from '../server-config.ts';
import { startServices } from '../start/start.ts';
import { interrupted } from '../interrupted.ts';

export interface ImportArguments {
  readonly data: string;
  readonly site: string;
  readonly camera: string;
  readonly time: string;
  readonly json?: boolean;
}

/** `fieldlapse import`: existing photos through spool, MQTT and intake. Exit code 2 where a picture was rejected. */
export async function importCommand(pictureFolder: string, args: ImportArguments): Promise<number> {
  const site = parseSiteId(args.site);
  const camera = parseCameraName(args.camera);
  const device = importDeviceOf(camera);
  const source = parseTimeSource(args.time);
  const found = await findPictures(pictureFolder);
  const folder = openDataFolder(args.data);
  const added = await addCamera(folder, site, camera);
  const timeZone = timeZoneOf(readConfig(folder).sites, site);
  if (added.site) say(`New site "${site}" in time zone ${timeZone}; change it in ${folder.config}`);

  const { mqtt, server } = await serverFor(folder);
  try {
    const token = await openIdentities(folder).localDeviceToken(site, device);
    const unreadable: ImportSummary['rejected'] = found.others.map((name) => ({
      name,
      code: 'NOT_A_JPEG',
      message: 'only JPEG files are imported',
    }));
    const progress = startProgress(`${basename(pictureFolder)} → ${site}/${camera}`);
    const summary = await importFrames({
      config: { site, camera, ...mqtt, token },
      folder: folder.edge(device),
      frames: readPictures(pictureFolder, found, source, timeZone, unreadable),
      clock: systemClock,
      logger: openLog(folder, 'import'),
      signal: interrupted(),
      onProgress: ({ stored, duplicate, rejected }) =>
        progress.at(stored + duplicate + rejected + unreadable.length, found.jpegs.length + found.others.length),
    }).finally(progress.end);
    return report({ ...summary, rejected: [...unreadable, ...summary.rejected] }, args);
  } finally {
    await server?.close();
  }
}

/** The running server's broker, or one that is started for the time of the command. */
async function serverFor(folder: DataFolder): Promise<{ mqtt: { host: string; port: number }; server?: Running }> {
  const { mqtt } = readRuntime(folder);
  if (mqtt) return { mqtt: { host: mqtt.host === '0.0.0.0' ? '127.0.0.1' : mqtt.host, port: mqtt.port } };
  say('No server runs on this folder; starting one for the time of the import.');
  const server = await startServices({ folder, only: ['broker', 'intake', 'timelapse'], mqttPort: 0, say });
  return { mqtt: server.context.mqtt, server };
}

/** Reads picture after picture; one that has no time or cannot be read is put aside and the others go on. */
async function* readPictures(
  folder: string,
  found: FoundPictures,
  source: TimeSource,
  timeZone: string,
  unreadable: { name: string; code: string; message: string }[],
): AsyncGenerator<{ name: string; jpeg: Buffer; capturedAt: number }> {
  for (const name of found.jpegs) {
    try {
      const path = join(folder, name);
      const [jpeg, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
      yield { name, jpeg, capturedAt: await captureTimeOf({ name, jpeg, modifiedAt: mtimeMs }, source, timeZone) };
    } catch (error) {
      const code = error instanceof FieldlapseError ? error.code : 'IMPORT_FOLDER';
      unreadable.push({ name, code, message: (error as Error).message });
    }
  }
}

function report(summary: ImportSummary, args: ImportArguments): number {
  if (args.json) {
    process.stdout.write(`${JSON.stringify(summary)}\n`);
  } else {
    const { stored, duplicate, rejected } = summary;
    process.stdout.write(`stored ${stored} · duplicate ${duplicate} · rejected ${rejected.length}\n`);
    for (const { name, code, message } of rejected) process.stdout.write(`  ${name}: ${code}: ${message}\n`);
    if (stored + duplicate > 0)
      say(`Next: fieldlapse film --camera ${args.camera} --site ${args.site} --out ${args.camera}.mp4`);
  }
  return summary.rejected.length > 0 ? 2 : 0;
}

const say = (line: string) => void process.stderr.write(`${line}\n`);
