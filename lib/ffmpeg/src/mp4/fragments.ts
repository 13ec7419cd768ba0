import { badMp4, boxAt, boxesIn, fieldsOf, type Box } from './boxes.ts';

/** A fragmented MP4 taken apart: what players load once, and what they load for each stretch. */
export interface FilmParts {
  readonly init: Buffer;
  readonly fragments: Buffer;
}

export interface FragmentMeasure {
  readonly fragments: number;
  readonly samples: number;
  /** Sum of the samples' durations, in units of {@link timescale}. */
  readonly durationTicks: number;
  /** Ticks per second. */
  readonly timescale: number;
}

/** Splits a one-track film into init (`ftyp`, `moov`) and fragments (`moof`, `mdat`), leaving out indexes that joining makes wrong. */
export function joinableFilm(film: Buffer): FilmParts {
  const pick = (...types: string[]): Buffer =>
    Buffer.concat(
      boxesIn(film)
        .filter(({ type }) => types.includes(type))
        .map(({ start, end }) => film.subarray(start, end)),
    );
  return { init: pick('ftyp', 'moov'), fragments: pick('moof', 'mdat') };
}

/** Counts what a film's fragments hold; throws `BAD_MP4` where they do not belong to such an init. */
export function measureFragments({ init, fragments }: FilmParts): FragmentMeasure {
  const header = boxAt(init, ['moov', 'trak', 'mdia', 'mdhd']);
  const fields = fieldsOf(init, header);
  const timescale = init.readUInt32BE(fields.version === 1 ? fields.at(20, 4) : fields.at(12, 4));
  const measure = { fragments: 0, samples: 0, durationTicks: 0, timescale };
  for (const moof of fragmentHeads(fragments)) {
    measure.fragments += 1;
    const track = boxAt(fragments, ['traf'], moof);
    const defaultTicks = defaultDuration(fragments, boxAt(fragments, ['tfhd'], track));
    for (const run of boxesIn(fragments, track.body, track.end).filter(({ type }) => type === 'trun')) {
      const { samples, ticks } = runLength(fragments, run, defaultTicks);
      measure.samples += samples;
      measure.durationTicks += ticks;
    }
  }
  return measure;
}

/**
 * A copy of fragments whose decode times start at `baseTime` (timescale units) and whose sequence numbers start at
 * `sequence`: ffmpeg starts every file at 0, and its `-output_ts_offset` does not change that.
 */
export function patchFragments(fragments: Buffer, baseTime: number, sequence: number): Buffer {
  const patched = Buffer.from(fragments);
  let next = sequence;
  for (const moof of fragmentHeads(patched)) {
    const head = boxAt(patched, ['mfhd'], moof);
    patched.writeUInt32BE(next, fieldsOf(patched, head).at(4, 4));
    next += 1;
    addDecodeTime(patched, boxAt(patched, ['traf', 'tfdt'], moof), baseTime);
  }
  return patched;
}

function fragmentHeads(fragments: Buffer): Box[] {
  return boxesIn(fragments).filter(({ type }) => type === 'moof');
}

function addDecodeTime(bytes: Buffer, box: Box, ticks: number): void {
  const { version, at } = fieldsOf(bytes, box);
  if (version === 1) {
    const position = at(4, 8);
    bytes.writeBigUInt64BE(bytes.readBigUInt64BE(position) + BigInt(ticks), position);
    return;
  }
  const position = at(4, 4);
  const time = bytes.readUInt32BE(position) + ticks;
  if (time > 0xffff_ffff) throw badMp4('a 32-bit decode time overflows; encode the day anew');
  bytes.writeUInt32BE(time, position);
}

/** `default_sample_duration` of a `tfhd` [8.8.7], 0 where it has none. */
function defaultDuration(bytes: Buffer, box: Box): number {
  const { flags, at } = fieldsOf(bytes, box);
  if ((flags & 0x8) === 0) return 0;
  const before = 8 + ((flags & 0x1) !== 0 ? 8 : 0) + ((flags & 0x2) !== 0 ? 4 : 0);
  return bytes.readUInt32BE(at(before, 4));
}

/** Samples of a `trun` and the sum of their durations [8.8.8]. */
function runLength(bytes: Buffer, box: Box, defaultTicks: number): { samples: number; ticks: number } {
  const { flags, at } = fieldsOf(bytes, box);
  const samples = bytes.readUInt32BE(at(4, 4));
  if ((flags & 0x100) === 0) return { samples, ticks: samples * defaultTicks };
  const first = 8 + ((flags & 0x1) !== 0 ? 4 : 0) + ((flags & 0x4) !== 0 ? 4 : 0);
  const entryBytes = [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length * 4;
  let ticks = 0;
  for (let index = 0; index < samples; index += 1) ticks += bytes.readUInt32BE(at(first + index * entryBytes, 4));
  return { samples, ticks };
}
