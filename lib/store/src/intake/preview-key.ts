import type { FrameRow } from './tables.ts';

/** Key of the small JPEG, at most 320 px wide, that stays where retention deletes a picture. */
export function previewKey({ site, camera, f }: Pick<FrameRow, 'site' | 'camera' | 'f'>): string {
  return `previews/${site}/${camera}/${f.slice(0, 2)}/${f}.jpg`;
}
