import { secondsOf, type PlacedPart } from './place.ts';

/**
 * HLS media playlist of a film as it is now [RFC 8216]: VOD, so that every player can seek in the whole of it at once; a
 * player that learns of a changed film loads it again, and days that did not change keep their names.
 */
export function playlistOf(parts: readonly PlacedPart[]): string {
  const longest = Math.max(...parts.map(({ ticks }) => secondsOf(ticks)));
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${Math.ceil(longest)}`];
  lines.push('#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-INDEPENDENT-SEGMENTS');
  let init: string | undefined;
  for (const { row, part, name, baseTicks, sequence, ticks } of parts) {
    if (row.init !== init) {
      if (init !== undefined) lines.push('#EXT-X-DISCONTINUITY');
      lines.push(`#EXT-X-MAP:URI="init/${row.init}.mp4"`);
      init = row.init;
    }
    if (part === 'frames') lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(row.firstObservedAt).toISOString()}`);
    lines.push(`#EXTINF:${secondsOf(ticks).toFixed(6)},${part === 'card' ? '' : row.day}`);
    lines.push(`segment/${name}-${baseTicks}-${sequence}.m4s`);
  }
  return [...lines, '#EXT-X-ENDLIST', ''].join('\n');
}
