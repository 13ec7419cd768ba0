import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { readJpegHeader } from '@fieldlapse/imaging';
import type { Clock } from '@fieldlapse/runtime';
import type { CameraSettings } from '../config.ts';
import { maxPictureBytes, type Capture, type CameraDriver } from './driver.ts';

type Settings = Extract<CameraSettings, { driver: 'folder' }>;

/** A file that was written to less than this ago may still grow. Real time, as the file system's. */
const settleMs = 2000;
/** A file that is no whole JPEG after this is moved into rejected/. */
const giveUpMs = 10 * 60_000;

/**
 * Takes the pictures that something else drops into a folder. A file goes (or moves into done/) only once its frame is
 * durable; its id follows from its bytes and its time, so that a crash in between makes no second frame.
 */
export function folderDriver({ name, path, pattern, keep }: Settings, clock: Clock): CameraDriver {
  async function setAside(file: string, into: string): Promise<void> {
    await mkdir(join(path, into), { recursive: true });
    await rename(join(path, file), join(path, into, file));
  }

  async function read(file: string): Promise<Capture | undefined> {
    const { size, mtimeMs } = await stat(join(path, file));
    const ageMs = Date.now() - mtimeMs;
    if (ageMs < settleMs) return undefined;
    try {
      if (size > maxPictureBytes) throw new FieldlapseError('CAMERA_TOO_LARGE', `${file}: ${size} bytes`);
      const jpeg = await readFile(join(path, file));
      const { width, height } = readJpegHeader(jpeg);
      const capturedAt = Math.floor(mtimeMs);
      const mono = Math.max(0, clock.mono() - ageMs);
      const spooled = () => (keep ? setAside(file, 'done') : rm(join(path, file)));
      return { jpeg, width, height, capturedAt, mono, imported: true, spooled };
    } catch (error) {
      if (!(error instanceof FieldlapseError)) throw error;
      if (ageMs > giveUpMs) await setAside(file, 'rejected');
      return undefined;
    }
  }

  return {
    async *capture(signal) {
      const names = await readdir(path).catch((cause: unknown) => {
        throw new FieldlapseError('CAMERA_UNREACHABLE', `camera ${name}: ${(cause as Error).message}`, { cause });
      });
      for (const file of names
        .filter((candidate) => matchesGlob(candidate.toLowerCase(), pattern.toLowerCase()))
        .sort()) {
        signal.throwIfAborted();
        const capture = await read(file);
        if (capture) yield capture;
      }
    },
  };
}
