import { FieldlapseError } from '@fieldlapse/contracts';

/** A box of an MP4 file [ISO/IEC 14496-12 4.2]: positions in the buffer that was parsed. */
export interface Box {
  readonly type: string;
  /** First byte of the header, first byte of the contents, first byte behind. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

/** The boxes that lie between two positions; throws `BAD_MP4` where they do not fill it exactly. */
export function boxesIn(bytes: Buffer, from = 0, to = bytes.length): Box[] {
  const boxes: Box[] = [];
  for (let start = from; start < to;) {
    if (start + 8 > to) throw badMp4(`${to - start} stray bytes at ${start}`);
    const short = bytes.readUInt32BE(start);
    const wide = short === 1 && start + 16 <= to;
    const size = wide ? Number(bytes.readBigUInt64BE(start + 8)) : short;
    const headerBytes = wide ? 16 : 8;
    if (size < headerBytes || start + size > to) throw badMp4(`a box of ${size} bytes at ${start} does not fit`);
    boxes.push({
      type: bytes.toString('latin1', start + 4, start + 8),
      start,
      body: start + headerBytes,
      end: start + size,
    });
    start += size;
  }
  return boxes;
}

/** The box at a path such as `moov`, `trak`, `mdia`; throws `BAD_MP4` where it is absent. */
export function boxAt(bytes: Buffer, path: readonly string[], within?: Box): Box {
  let box = within;
  for (const type of path) {
    box = boxesIn(bytes, box?.body, box?.end).find((inner) => inner.type === type);
    if (!box) throw badMp4(`no ${type} box`);
  }
  if (!box) throw badMp4('an empty path');
  return box;
}

/** Version and flags of a full box, and a reader of the fields behind them that never leaves the box. */
export function fieldsOf(
  bytes: Buffer,
  box: Box,
): { version: number; flags: number; at: (offset: number, length: number) => number } {
  const at = (offset: number, length: number): number => {
    const position = box.body + offset;
    if (position + length > box.end) throw badMp4(`the ${box.type} box is too short`);
    return position;
  };
  const word = bytes.readUInt32BE(at(0, 4));
  return { version: word >>> 24, flags: word & 0xff_ffff, at };
}

export function badMp4(why: string): FieldlapseError {
  return new FieldlapseError('BAD_MP4', `not the fragmented MP4 that was expected: ${why}`);
}
