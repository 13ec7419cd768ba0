import { FieldlapseError } from '@fieldlapse/contracts';
import type { Clock } from '@fieldlapse/runtime';
import type { CameraSettings } from '../config.ts';

/** One picture from a camera. */
export interface Capture {
  readonly jpeg: Buffer;
  readonly width: number;
  readonly height: number;
  /** UTC ms by the device's clock. */
  readonly capturedAt: number;
  /** ms since boot. */
  readonly mono: number;
  /** The picture carries its own time and may be seen twice: its id follows from both. */
  readonly imported?: boolean;
  /** To be called once the frame is durable in the spool. */
  readonly spooled?: () => Promise<void>;
}

/** A kind of camera. */
export interface CameraDriver {
  /** The pictures that there are now: one, or any number from a folder. Throws a coded error without credentials in it. */
  capture(signal: AbortSignal): AsyncIterable<Capture>;
}

/** Most bytes of one picture. */
export const maxPictureBytes = 32 * 1024 * 1024;

/** Loads the driver that the settings name, and nothing else. */
export async function openDriver(settings: CameraSettings, clock: Clock): Promise<CameraDriver> {
  switch (settings.driver) {
    case 'http-snapshot':
      return (await import('./http-snapshot.ts')).httpSnapshotDriver(settings, clock);
    case 'rtsp':
      return (await import('./rtsp.ts')).rtspDriver(settings, clock);
    case 'folder':
      return (await import('./folder.ts')).folderDriver(settings, clock);
  }
}

export function tooLarge(camera: string): FieldlapseError {
  return new FieldlapseError(
    'CAMERA_TOO_LARGE',
    `camera ${camera}: the picture is larger than ${maxPictureBytes / 2 ** 20} MB`,
  );
}
