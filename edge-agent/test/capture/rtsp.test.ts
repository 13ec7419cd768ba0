import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { manualClock } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { cameraSettings } from '../../src/config.ts';
import { rtspDriver } from '../../src/capture/rtsp.ts';
import { cleanup, freePort } from '../testbed.ts';

const python = '/usr/bin/python3';
const server = `
import sys, gi
gi.require_version('Gst', '1.0'); gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer, GLib
Gst.init(None)
server = GstRtspServer.RTSPServer.new()
server.set_address('127.0.0.1'); server.set_service(sys.argv[1])
auth = GstRtspServer.RTSPAuth.new()
token = GstRtspServer.RTSPToken.new()
token.set_string('media.factory.role', 'viewer')
auth.add_basic(GstRtspServer.RTSPAuth.make_basic('admin', 's3cret'), token)
server.set_auth(auth)
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch('( videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=10/1 ! x264enc tune=zerolatency key-int-max=5 ! rtph264pay name=pay0 )')
factory.add_role_from_structure(Gst.Structure.new_from_string('viewer, media.factory.access=(boolean)true, media.factory.construct=(boolean)true'))
factory.set_shared(True)
server.get_mount_points().add_factory('/field', factory)
server.attach(None)
print('ready', flush=True)
GLib.MainLoop().run()
`;

const probe = `import gi
gi.require_version('GstRtspServer', '1.0')
from gi.repository import Gst, GstRtspServer
Gst.init(None)
assert Gst.ElementFactory.find('x264enc')`;
const hasGstreamer = spawnSync(python, ['-c', probe]).status === 0;
if (!hasGstreamer) {
  console.warn('skipped: no GStreamer RTSP server (gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-ugly python3-gi)');
}

async function startStream(): Promise<number> {
  const port = await freePort();
  const child = spawn(python, ['-c', server, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanup(() => child.kill('SIGKILL'));
  for await (const line of createInterface(child.stdout)) if (line === 'ready') break;
  return port;
}

function driverFor(url: string) {
  const settings = cameraSettings.parse({ name: 'field', driver: 'rtsp', url, timeout: '20s', schedule: '* * * * *' });
  if (settings.driver !== 'rtsp') throw new Error('not an RTSP camera');
  return rtspDriver(settings, manualClock(1_767_225_600_000));
}

describe.skipIf(!hasGstreamer)('an RTSP camera', () => {
  it('gives one whole JPEG of a real stream, behind a password', async () => {
    const url = `rtsp://admin:s3cret@127.0.0.1:${await startStream()}/field`;
    const pictures = [];
    for await (const one of driverFor(url).capture(new AbortController().signal)) pictures.push(one);
    expect(pictures).toHaveLength(1);
    expect(pictures[0]).toMatchObject({ width: 320, height: 240 });
  });

  it('that is not there is an error without its password', async () => {
    const capture = driverFor(`rtsp://admin:s3cret@127.0.0.1:${await freePort()}/field`).capture(
      new AbortController().signal,
    );
    const failure = await capture[Symbol.asyncIterator]()
      .next()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'CAMERA_UNREACHABLE' });
    expect((failure as Error).message).not.toContain('s3cret');
  });
});
