import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { errorTable } from '@fieldlapse/contracts';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { checkInflux } from '@fieldlapse/store';
import { openDataFolder, readRuntime, type DataFolder } from '../data-folder.ts';
import { bad, type Finding } from '../doctor/finding.ts';
import { logFindings } from '../doctor/log-findings.ts';
import { influxServer } from '../series/series-config.ts';
import { readConfig } from '../server-config.ts';
import { webRoot } from '../web-root.ts';

/** `fieldlapse doctor`: exit code 1 where something that the server needs, or is configured to use, does not work. */
export async function doctorCommand(args: { data: string; json?: boolean }): Promise<number> {
  const findings = [nodeVersion(), await ffmpeg(), webApp(), ...(await dataFolder(args.data))];
  if (args.json) process.stdout.write(`${JSON.stringify(findings)}\n`);
  else for (const { what, state, text } of findings) process.stdout.write(`${marks[state]} ${what}: ${text}\n`);
  return findings.some(({ state }) => state === 'bad') ? 1 : 0;
}

const marks = { ok: '✓', note: '·', bad: '✗' };

function nodeVersion(): Finding {
  const bad = Number(process.versions.node.split('.')[0]) < 24;
  return {
    what: 'Node',
    state: bad ? 'bad' : 'ok',
    text: `${process.version}${bad ? `. ${errorTable.NODE_TOO_OLD.remedy}` : ''}`,
  };
}

async function ffmpeg(): Promise<Finding> {
  try {
    const { origin, version, path, encoders, filters } = await findFfmpeg();
    const has = (names: ReadonlySet<string>, name: string) => `${name} ${names.has(name) ? 'yes' : 'no'}`;
    const features = [
      has(encoders, 'libsvtav1'),
      has(encoders, 'libvpx-vp9'),
      has(filters, 'drawtext'),
      has(filters, 'xfade'),
    ].join(', ');
    return { what: 'ffmpeg', state: 'ok', text: `${version} (${origin}, ${path}); ${features}` };
  } catch (error) {
    return bad('ffmpeg', error);
  }
}

function webApp(): Finding {
  const built = existsSync(`${webRoot}/index.html`);
  return { what: 'web app', state: built ? 'ok' : 'bad', text: built ? 'built' : 'not built. Run: npm run build:web' };
}

async function dataFolder(path: string): Promise<Finding[]> {
  let folder: DataFolder;
  try {
    folder = openDataFolder(path);
    readConfig(folder);
  } catch (error) {
    return [bad('data folder', error)];
  }
  const { bavail, bsize } = await statfs(folder.root);
  const freeGb = (bavail * bsize) / 1e9;
  const space: Finding = {
    what: 'data folder',
    state: freeGb < 1 ? 'note' : 'ok',
    text: `${folder.root}, ${freeGb.toFixed(1)} GB free${freeGb < 1 ? '; a season of one camera takes about 1 GB' : ''}`,
  };
  const { traceability } = readConfig(folder);
  return [space, await series(folder), ...(await logFindings(folder, traceability)), await server(folder)];
}

/** Which store holds the series, and whether it answers. */
async function series(folder: DataFolder): Promise<Finding> {
  const config = readConfig(folder).series;
  const what = 'series';
  if (config.store === 'sqlite') return { what, state: 'ok', text: 'SQLite, series.sqlite in the data folder' };
  try {
    const target = influxServer(folder, config);
    const version = await checkInflux(target);
    return { what, state: 'ok', text: `InfluxDB ${version} at ${target.url}, database ${target.database}` };
  } catch (error) {
    return bad(what, error);
  }
}

async function server(folder: DataFolder): Promise<Finding> {
  const { mqtt, http } = readRuntime(folder);
  if (mqtt || http)
    return {
      what: 'server',
      state: 'ok',
      text: `running${http ? `, ${http.url}` : ''}${mqtt ? `, MQTT on ${mqtt.host}:${mqtt.port}` : ''}`,
    };
  const config = readConfig(folder);
  const busy = [];
  for (const { host, port } of [config.http, config.mqtt])
    if (port !== 0 && (await answers(host, port))) busy.push(`${host}:${port}`);
  if (busy.length === 0) return { what: 'server', state: 'note', text: 'not running; its ports are free' };
  return {
    what: 'server',
    state: 'bad',
    text: `not running, and ${busy.join(' and ')} belong to another program; choose other ports in ${folder.config}`,
  };
}

/** Whether something listens there. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (listening: boolean) => () => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}
