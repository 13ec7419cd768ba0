/**
 * UTC ms of `YYYY-MM-DDTHH:mm:ss`, with its own offset or read as wall-clock time in `timeZone`; undefined where it is
 * no time. A time that a clock change skips is the instant after the change.
 */
export function zonedTimeMs(text: string, timeZone: string): number | undefined {
  const [, local = '', offset = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const asUtc = Date.parse(`${local}${offset || 'Z'}`);
  // Date.parse rolls 31 February over; a time that does not read back is none.
  if (Number.isNaN(asUtc) || (!offset && new Date(asUtc).toISOString().slice(0, 19) !== local)) return undefined;
  if (offset) return asUtc;
  const guess = asUtc - offsetMs(asUtc, timeZone);
  return asUtc - offsetMs(guess, timeZone);
}

/** How far the zone's wall clock is ahead of UTC at an instant, ms. */
function offsetMs(utcMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(utcMs);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(utcMs / 1000) * 1000;
}
