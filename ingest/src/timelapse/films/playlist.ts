import { secondsOf, type PlacedDay } from './stored-days.ts';

/**
 * HLS media playlist of a film as it is now [RFC 8216]: VOD, so that every player can seek in the whole of it at once; a
 * player that learns of a changed film loads it again, and days that did not change keep their names.
 */
export function playlistOf(days: readonly PlacedDay[]): string {
  const longest = Math.max(...days.map(({ ticks }) => secondsOf(ticks)));
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`];
  lines.push('#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-INDEPENDENT-SEGMENTS');
  let init: string | undefined;
  for (const day of days) {
    if (day.init !== init) {
      if (init !== undefined) lines.push('#EXT-X-DISCONTINUITY');
      lines.push(`#EXT-X-MAP:URI="init/${day.init}.mp4"`);
      init = day.init;
    }
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(day.firstObservedAt).toISOString()}`);
    lines.push(`#EXTINF:${secondsOf(day.ticks).toFixed(6)},${day.day}`);
    lines.push(`segment/${day.hash}-${day.baseTicks}-${day.sequence}.m4s`);
  }
  return [...lines, '#EXT-X-ENDLIST', ''].join('\n');
}
