import { decodeFor, type RgbPicture } from '@fieldlapse/imaging';
import type { Mark } from './sheet.ts';
import type { ReportWatch } from './season-report.ts';

/** A picture of a sheet, drawn at `scale` pixels a point; null where there is none. One is in memory at a time. */
export async function pictureOf(
  { jpeg, frame }: Extract<Mark, { kind: 'picture' }>,
  scale: number,
): Promise<RgbPicture | null> {
  const bytes = await jpeg();
  return bytes && decodeFor(bytes, Math.round(frame.width * scale), Math.round(frame.height * scale));
}

/** Counts the pictures of sheets as they are drawn, and stops where the signal says so. */
export function counter(
  sheets: readonly { readonly marks: readonly Mark[] }[],
  { signal, onProgress }: ReportWatch,
): () => void {
  const total = sheets.flatMap(({ marks }) => marks).filter(({ kind }) => kind === 'picture').length;
  let done = 0;
  return () => {
    signal?.throwIfAborted();
    done += 1;
    onProgress?.(done, total);
  };
}
