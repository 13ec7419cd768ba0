import { readFileSync } from 'node:fs';

/** What the recorder is told, as JSON in its first argument. */
export interface RecorderTask {
  readonly site: string;
  readonly device: string;
  readonly token: string;
  readonly port: number;
  readonly folder: string;
  readonly ledger: string;
  readonly log: string;
  /** A JPEG that every frame is made from. */
  readonly picture: string;
  /** Most comment segments of 20 kB in a frame. */
  readonly comments: number;
  readonly frames: number;
  readonly readings: number;
  readonly pauseMs: number;
}

/** A frame, or readings `from` … `to` of a boot whose values are those of {@link valueOf}, that the spool has said to be durable. */
export type LedgerLine = { f: string; sha256: string } | { boot: string; from: number; to: number };

/** Every whole line of a ledger; torn ones promise nothing. */
export function readLedger(path: string): LedgerLine[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text) => {
      try {
        return [JSON.parse(text) as LedgerLine];
      } catch {
        return [];
      }
    });
}

/** The value that the recorder gives to the reading of a seq. */
export const valueOf = (seq: number): number => seq % 1000;
