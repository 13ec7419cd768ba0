import { join } from 'node:path';
import type { FrameId } from '@fieldlapse/contracts';

/** Every path of a spool folder, computed here and nowhere else. */
export interface SpoolLayout {
  readonly folder: string;
  /** `frames/{first letter of the id}/{id}.frame` */
  readonly frames: string;
  readonly shards: readonly string[];
  readonly frame: (f: FrameId) => string;
  /** `readings/{boot}_{first seq}.log` */
  readonly readings: string;
  readonly segment: (boot: string, firstSeq: number) => string;
  readonly acks: string;
  /** `thinned/{time}-{random}.log`: one file per thinning */
  readonly thinned: string;
  readonly quarantine: string;
  readonly boot: string;
  /** Bytes held back, so that a thinning can be logged on a card that is full to the last byte. */
  readonly ballast: string;
}

const shardNames = [...'abcdefghijklmnopqrstuvwxyz234567'];
export const frameSuffix = '.frame';
const segmentPattern = /^(import|[0-9]{1,10}-[0-9a-f]{8})_([0-9]{16})\.log$/;

export function spoolLayout(folder: string): SpoolLayout {
  const frames = join(folder, 'frames');
  const readings = join(folder, 'readings');
  return {
    folder,
    frames,
    shards: shardNames.map((name) => join(frames, name)),
    frame: (f) => join(frames, f.slice(0, 1), `${f}${frameSuffix}`),
    readings,
    segment: (boot, firstSeq) => join(readings, `${boot}_${String(firstSeq).padStart(16, '0')}.log`),
    acks: join(folder, 'acks.json'),
    thinned: join(folder, 'thinned'),
    quarantine: join(folder, 'quarantine'),
    boot: join(folder, 'boot.json'),
    ballast: join(folder, 'ballast'),
  };
}

/** The boot and first seq in a segment's file name, or undefined where it is no segment. */
export function parseSegmentName(name: string): { boot: string; firstSeq: number } | undefined {
  const match = segmentPattern.exec(name);
  return match ? { boot: match[1]!, firstSeq: Number(match[2]) } : undefined;
}
