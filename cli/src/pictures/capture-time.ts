import { FieldlapseError } from '@fieldlapse/contracts';
import { zonedTimeMs } from './zoned-time.ts';
import readExif from 'exif-reader';
import sharp from 'sharp';

/** Where the capture time of a picture stands. */
export type TimeSource =
  { kind: 'exif' } | { kind: 'mtime' } | { kind: 'name'; pattern: string; parse: (name: string) => string | undefined };

const tokens = { YYYY: '\\d{4}', MM: '\\d{2}', DD: '\\d{2}', HH: '\\d{2}', mm: '\\d{2}', ss: '\\d{2}' } as const;
type Token = keyof typeof tokens;

/** Reads `exif`, `mtime` or `name:PATTERN`; throws `BAD_TIME_PATTERN`. */
export function parseTimeSource(text: string): TimeSource {
  if (text === 'exif' || text === 'mtime') return { kind: text };
  const pattern = text.startsWith('name:') ? text.slice('name:'.length) : '';
  if (!['YYYY', 'MM', 'DD'].every((token) => pattern.split(token).length === 2)) {
    throw new FieldlapseError(
      'BAD_TIME_PATTERN',
      `--time ${text}: expected exif, mtime or name:PATTERN with YYYY, MM and DD once each`,
    );
  }
  return { kind: 'name', pattern, parse: nameParser(pattern) };
}

/** A function from a file name to `YYYY-MM-DDTHH:mm:ss`; the pattern may match anywhere in the name, `*` is anything. */
function nameParser(pattern: string): (name: string) => string | undefined {
  const order: Token[] = [];
  const source = pattern.replace(/YYYY|MM|DD|HH|mm|ss|\*|[^A-Za-z0-9]/g, (part) => {
    if (part === '*') return '.*?';
    if (!Object.hasOwn(tokens, part)) return `\\${part}`;
    order.push(part as Token);
    return `(${tokens[part as Token]})`;
  });
  const matcher = new RegExp(source);
  return (name) => {
    const match = matcher.exec(name);
    if (!match) return undefined;
    const part = (token: Token) => (order.includes(token) ? match[order.indexOf(token) + 1] : '00');
    return `${part('YYYY')}-${part('MM')}-${part('DD')}T${part('HH')}:${part('mm')}:${part('ss')}`;
  };
}

/**
 * UTC ms at which a picture was taken; local times without an offset are read in `timeZone`.
 * Throws `NO_CAPTURE_TIME` where the source does not say.
 */
export async function captureTimeOf(
  picture: { name: string; jpeg: Buffer; modifiedAt: number },
  source: TimeSource,
  timeZone: string,
): Promise<number> {
  if (source.kind === 'mtime') return Math.floor(picture.modifiedAt);
  const local = source.kind === 'name' ? source.parse(picture.name) : await exifTime(picture.jpeg);
  const utcMs = local === undefined ? undefined : zonedTimeMs(local, timeZone);
  if (utcMs !== undefined) return utcMs;
  const where = source.kind === 'name' ? `its name does not match ${source.pattern}` : 'no EXIF DateTimeOriginal';
  throw new FieldlapseError('NO_CAPTURE_TIME', `${picture.name}: ${where}`);
}

/** `YYYY-MM-DDTHH:mm:ss` with the offset where the camera wrote one, from EXIF. */
async function exifTime(jpeg: Buffer): Promise<string | undefined> {
  const { exif } = await sharp(jpeg).metadata();
  if (!exif) return undefined;
  const { Photo, Image } = readExif(exif);
  const taken = Photo?.DateTimeOriginal ?? Photo?.DateTimeDigitized ?? Image?.DateTime;
  // exif-reader gives the camera's wall-clock figures as if they were UTC.
  if (!(taken instanceof Date) || Number.isNaN(taken.getTime())) return undefined;
  const offset = Photo?.OffsetTimeOriginal;
  return (
    taken.toISOString().slice(0, 19) + (typeof offset === 'string' && /^[+-]\d\d:\d\d$/.test(offset) ? offset : '')
  );
}
