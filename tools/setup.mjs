// Runs before `npm start` and `npm test` on whatever Node is there (20.20 or newer), so: plain JavaScript, no packages.
// It installs what is missing, builds the web app when its sources changed, and says the one line that mends a failure.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The Node that everything runs on: the one that the lock brings, else the system's. */
const bundledNode = join(root, 'node_modules/.bin/node');
const node24 = () => (existsSync(bundledNode) ? bundledNode : 'node');
const forTests = process.argv.includes('--test');

const say = (text) => process.stderr.write(`set-up: ${text}\n`);

/** Ends with the one line that mends it. */
function fail(what, mend) {
  process.stderr.write(`set-up failed: ${what}\n  ${mend}\n`);
  process.exit(1);
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
}

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(dist|node_modules|test)\//.test(path))
    .sort();
}

const readStamp = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

function installPackages() {
  const stampPath = join(root, 'node_modules/.fieldlapse-lock');
  const wanted = hashOf([join(root, 'package-lock.json')]);
  if (readStamp(stampPath) === wanted) return;
  say('installing packages as the lock says (npm ci, about half a minute) …');
  // The npm that called us, on its own Node: `npm ci` replaces the Node inside node_modules.
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.env.npm_node_execpath ?? process.execPath, [npm]] : ['npm', []];
  const done = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (done.status !== 0) fail('npm ci did not finish', 'Check the network to your npm registry, then run: npm ci');
  writeFileSync(stampPath, wanted);
}

function checkNode() {
  const found = spawnSync(node24(), ['-p', 'process.versions.node'], { encoding: 'utf8' });
  const version = found.stdout?.trim() ?? '';
  if (Number(version.split('.')[0]) >= 24) return;
  fail(
    `Node 24 is needed and ${version || 'none'} was found (${process.platform} ${process.arch} has no bundled one)`,
    'Install Node 24 (https://nodejs.org) and run the command again.',
  );
}

function buildWeb() {
  const stampPath = join(root, 'dashboards/web/dist/.fieldlapse-sources');
  const wanted = hashOf([
    join(root, 'package-lock.json'),
    ...filesUnder(join(root, 'dashboards/web')),
    ...filesUnder(join(root, 'lib/contracts/src')),
    ...filesUnder(join(root, 'lib/proof/src')),
  ]);
  if (readStamp(stampPath) === wanted) return;
  say('building the web app …');
  for (const page of ['dashboards/web', 'dashboards/web/verifier']) {
    const vite = [join(root, 'node_modules/vite/bin/vite.js'), 'build', page, '--logLevel', 'error'];
    const done = spawnSync(node24(), vite, { cwd: root, stdio: 'inherit' });
    if (done.status !== 0) fail('the web app does not build', 'Run: npm run build:web   to see why.');
  }
  writeFileSync(stampPath, wanted);
}

/** Real servers that tests start, with the Debian packages that bring them. */
const servers = [
  { what: 'ffmpeg', package: 'ffmpeg', there: () => hasCommand('ffmpeg') },
  {
    what: 'mosquitto',
    package: 'mosquitto',
    there: () => hasCommand('mosquitto') || existsSync('/usr/sbin/mosquitto'),
  },
  { what: 'influxdb', package: 'influxdb', there: () => hasCommand('influxd') },
  { what: 'chromium', package: 'chromium', there: () => hasCommand('chromium') },
  {
    what: 'an RTSP server',
    package:
      'gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-ugly gstreamer1.0-rtsp python3-gi',
    there: () =>
      existsSync('/usr/lib/x86_64-linux-gnu/girepository-1.0/GstRtspServer-1.0.typelib') ||
      existsSync('/usr/lib/aarch64-linux-gnu/girepository-1.0/GstRtspServer-1.0.typelib'),
  },
];

function hasCommand(name) {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;
}

function installTestServers() {
  const missing = servers.filter(({ there }) => !there());
  if (missing.length === 0) return;
  const packages = missing.map((server) => server.package).join(' ');
  const line = `apt-get install -y --no-install-recommends ${packages}`;
  if (process.getuid?.() !== 0 || !hasCommand('apt-get')) {
    say(
      `not here: ${missing.map(({ what }) => what).join(', ')}; their tests will be skipped. To run them too: sudo ${line}`,
    );
    return;
  }
  say(`installing servers that the tests start: ${packages} …`);
  try {
    execFileSync('sh', ['-c', `(${line} || (apt-get update && ${line})) >/dev/null`], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch {
    say(`could not install them; their tests will be skipped. To run them too: ${line}`);
  }
}

if (process.platform !== 'linux')
  say(`made for Linux; ${process.platform} may work with Node 24 and ffmpeg of its own`);
installPackages();
checkNode();
buildWeb();
if (forTests) installTestServers();
