import type { FrameRow, ThinnedRow } from '@fieldlapse/store';

/** A frame row of camera `gate`, unique by its sequence number. */
export function frameRow(seq: number, observedAt: number, fields: Partial<FrameRow> = {}): FrameRow {
  return {
    f: `${seq}`.padStart(6, '0').padEnd(26, 'a'),
    site: 'farm',
    device: 'node-1',
    camera: 'gate',
    boot: '1-00000000',
    seq,
    capturedAt: observedAt,
    mono: seq,
    clk: 'ntp',
    observedAt,
    timeQuality: 'measured',
    receivedAt: observedAt + 1000,
    bytes: 300_000,
    sha256: `${seq}`.padStart(64, '0'),
    width: 1280,
    height: 720,
    quality: null,
    alert: null,
    blobKey: `frames/${seq}.jpg`,
    originalDeletedAt: null,
    ...fields,
  };
}

/** The same frame, dropped by its edge. */
export function thinnedRow(seq: number, observedAt: number): ThinnedRow {
  const {
    width: _,
    height: _height,
    quality: _quality,
    alert: _alert,
    blobKey: _key,
    originalDeletedAt: _deletedAt,
    ...kept
  } = frameRow(seq, observedAt);
  return { ...kept, thinnedAt: observedAt + 5, reason: 'policy' };
}
