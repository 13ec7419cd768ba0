import { FieldlapseError } from '@fieldlapse/contracts';
import { findFfmpeg, runFfmpeg, type Ffmpeg } from '@fieldlapse/ffmpeg';
import { readJpegHeader } from '@fieldlapse/imaging';
import type { Clock } from '@fieldlapse/runtime';
import type { CameraSettings } from '../config.ts';
import { maxPictureBytes, type CameraDriver } from './driver.ts';

type Settings = Extract<CameraSettings, { driver: 'rtsp' }>;

/** Takes one frame from a stream; ffmpeg runs for the time of the capture only. */
export function rtspDriver(settings: Settings, clock: Clock): CameraDriver {
  let ffmpeg: Promise<Ffmpeg> | undefined;
  return {
    async *capture(signal) {
      ffmpeg ??= findFfmpeg();
      const path = await ffmpeg.catch((error: unknown) => {
        ffmpeg = undefined; // it may be installed while we run
        throw error;
      });
      const capturedAt = clock.now();
      const mono = clock.mono();
      const jpeg = await oneFrame(path, settings, signal);
      yield { jpeg, capturedAt, mono, ...readJpegHeader(jpeg) };
    },
  };
}

async function oneFrame(ffmpeg: Ffmpeg, { name, url, timeout }: Settings, signal: AbortSignal): Promise<Buffer> {
  const input = ['-rtsp_transport', 'tcp', '-i', url, '-an', '-frames:v', '1'];
  const output = ['-c:v', 'mjpeg', '-q:v', '2', '-pix_fmt', 'yuvj420p', '-f', 'image2pipe', 'pipe:1'];
  try {
    return await runFfmpeg({
      ffmpeg,
      args: ['-loglevel', 'error', ...input, ...output],
      timeLimitMs: timeout,
      outputLimitBytes: maxPictureBytes,
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    const said = (error as Error).message.replaceAll(url, 'the stream');
    throw new FieldlapseError('CAMERA_UNREACHABLE', `camera ${name}: ${said}`);
  }
}
