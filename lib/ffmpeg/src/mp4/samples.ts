import { badMp4, boxAt, boxesIn, fieldsOf, type Box } from './boxes.ts';

/** The pictures of one fragment, in order of decoding, and where their bytes lie. */
export interface SampleRun {
  /** Bytes of each. */
  readonly sizes: number[];
  /** How long each lasts, and how much later than decoded it is shown, in ticks of the track. */
  readonly durations: number[];
  readonly offsets: number[];
  /** True where a player may begin. */
  readonly sync: boolean[];
  /** First byte and length of all of them in the buffer that was parsed. */
  readonly start: number;
  readonly bytes: number;
}

interface Defaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

// sample_is_non_sync_sample [ISO/IEC 14496-12 8.8.3.1].
const nonSync = 0x1_0000;

/** The runs of a one-track film's fragments; throws `BAD_MP4`. */
export function sampleRuns(fragments: Buffer): SampleRun[] {
  return boxesIn(fragments)
    .filter(({ type }) => type === 'moof')
    .flatMap((moof) => {
      const track = boxAt(fragments, ['traf'], moof);
      const defaults = defaultsOf(fragments, boxAt(fragments, ['tfhd'], track));
      const runs = boxesIn(fragments, track.body, track.end).filter(({ type }) => type === 'trun');
      return runs.map((run) => sampleRun(fragments, moof, run, defaults));
    });
}

/** The optional fields of a `tfhd` stand in the order of their flags [8.8.7]. */
function defaultsOf(bytes: Buffer, box: Box): Defaults {
  const { flags, at } = fieldsOf(bytes, box);
  let position = 8 + ((flags & 0x1) !== 0 ? 8 : 0) + ((flags & 0x2) !== 0 ? 4 : 0);
  const next = (flag: number): number => {
    if ((flags & flag) === 0) return 0;
    position += 4;
    return bytes.readUInt32BE(at(position - 4, 4));
  };
  return { duration: next(0x8), size: next(0x10), flags: next(0x20) };
}

/** A `trun` [8.8.8] whose data offset counts from its `moof`, as `default-base-is-moof` says. */
function sampleRun(bytes: Buffer, moof: Box, box: Box, defaults: Defaults): SampleRun {
  const { flags, at } = fieldsOf(bytes, box);
  const count = bytes.readUInt32BE(at(4, 4));
  if ((flags & 0x1) === 0) throw badMp4('a run without a data offset');
  const start = moof.start + bytes.readInt32BE(at(8, 4));
  const firstFlags = (flags & 0x4) !== 0 ? bytes.readUInt32BE(at(12, 4)) : undefined;
  let position = firstFlags === undefined ? 12 : 16;
  const next = (flag: number, otherwise: number): number => {
    if ((flags & flag) === 0) return otherwise;
    position += 4;
    return bytes.readUInt32BE(at(position - 4, 4));
  };
  const run = { sizes: [] as number[], durations: [] as number[], offsets: [] as number[], sync: [] as boolean[] };
  for (let sample = 0; sample < count; sample += 1) {
    run.durations.push(next(0x100, defaults.duration));
    run.sizes.push(next(0x200, defaults.size));
    const own = next(0x400, sample === 0 && firstFlags !== undefined ? firstFlags : defaults.flags);
    run.sync.push((own & nonSync) === 0);
    run.offsets.push(next(0x800, 0) | 0);
  }
  const total = run.sizes.reduce((sum, size) => sum + size, 0);
  if (start < 0 || start + total > bytes.length) throw badMp4('a run whose pictures lie outside the fragments');
  return { ...run, start, bytes: total };
}
