import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fieldlapse, finished, main, startServer } from './support/command.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'fieldlapse-start-'));
const anyPorts = ['--http-port', '0', '--mqtt-port', '0'];
/** One line that says what is wrong and what to do; the greeting goes to stdout. */
const oneLine = (code: string) => new RegExp(`^${code}: .+ → .+\\n$`);

const isRoot = process.getuid?.() === 0;
const canUnshare = isRoot && spawnSync('unshare', ['-m', 'true']).status === 0;
if (!canUnshare) console.warn('skipped: hiding ffmpeg and read-only folders need root and mount namespaces');

/** Runs a command where `path` cannot be used: in a mount namespace of its own. */
const hidden = (mounts: string, args: readonly string[]) =>
  finished(spawn('unshare', ['-m', 'sh', '-c', `${mounts}; exec "$@"`, 'sh', process.execPath, main, ...args]));

it.each([
  ['--mqtt-port', '--http-port'],
  ['--http-port', '--mqtt-port'],
])('says in one line that the port of %s is busy', async (busy, free) => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const { code, stderr } = await fieldlapse(['start', '--data', await newFolder(), busy, String(port), free, '0']);
  other.close();
  expect(stderr).toMatch(oneLine('PORT_BUSY'));
  expect(stderr).toContain(String(port));
  expect(code).toBe(1);
});

it('says in one line that the data folder is a file', async () => {
  const { code, stderr } = await fieldlapse(['start', '--data', import.meta.filename, ...anyPorts]);
  expect(stderr).toMatch(oneLine('STORE_UNWRITABLE'));
  expect(code).toBe(1);
});

it.skipIf(!canUnshare)('says in one line that the data folder cannot be written', async () => {
  const folder = await newFolder();
  await chmod(folder, 0o555);
  const { code, stderr } = await hidden(`mount -t tmpfs -o ro none '${folder}'`, [
    'start',
    '--data',
    folder,
    ...anyPorts,
  ]);
  expect(stderr).toMatch(oneLine('STORE_UNWRITABLE'));
  expect(code).toBe(1);
});

it.skipIf(!canUnshare)('says in one line that there is no usable ffmpeg', async () => {
  const bundled = createRequire(import.meta.url)
    .resolve('@ffmpeg-installer/linux-x64/package.json')
    .replace('package.json', 'ffmpeg');
  const args = ['start', '--data', await newFolder(), '--no-demo', ...anyPorts];
  const { code, stderr } = await hidden(
    `mount --bind /dev/null '${bundled}'; export PATH=/nonexistent FFMPEG_PATH=`,
    args,
  );
  expect(stderr).toMatch(oneLine('FFMPEG_MISSING'));
  expect(stderr).toContain('apt-get install ffmpeg');
  expect(code).toBe(1);
});

it('refuses a second server on the same folder', async () => {
  const folder = await newFolder();
  const first = await startServer(['--data', folder, '--no-demo', ...anyPorts]);
  const second = await fieldlapse(['start', '--data', folder, '--no-demo', ...anyPorts]);
  expect(second.stderr).toMatch(oneLine('ALREADY_RUNNING'));
  expect(second.code).toBe(1);
  expect((await first.stop()).code).toBe(0);
});

it('names the services where --only names another', async () => {
  const { code, stderr } = await fieldlapse(['start', '--data', await newFolder(), '--only', 'brokr']);
  expect(stderr).toMatch(oneLine('UNKNOWN_SERVICE'));
  expect(stderr).toContain('broker, intake, timelapse, analytics, alerts, delivery, traceability, dashboards, demo');
  expect(code).toBe(1);
});
