import {
  askLabel,
  askRelease,
  labelOf,
  labelPng,
  labelSheetPdf,
  labelSvg,
  type Label,
  type Lots,
} from '@fieldlapse/traceability';
import type { ServerConfig } from '../server-config.ts';
import { bringIntoLog } from '../trace/bring-into-log.ts';

/** The label of a lot, once its entry is in the log. Throws what {@link askLabel} and {@link bringIntoLog} throw, `LOT_NO_ADDRESS`. */
export async function labelLot(data: string, config: ServerConfig, lots: Lots, lot: string): Promise<Label> {
  const { publicUrl } = config.traceability;
  // Without an address there is no code to print: nothing is asked for then.
  await labelOf(lots.reader, lot, publicUrl);
  await bringIntoLog(data, config, lots, [await askLabel(lots, lot)]);
  return (await labelOf(lots.reader, lot, publicUrl))!;
}

/** Closes a lot; resolves once that is in the log. Throws what {@link askRelease} and {@link bringIntoLog} throw. */
export async function releaseLot(data: string, config: ServerConfig, lots: Lots, lot: string): Promise<void> {
  await bringIntoLog(data, config, lots, [await askRelease(lots, lot)]);
}

export type LabelFormat = 'svg' | 'png' | 'pdf';

/** A label drawn; a `pdf` has that many stickers. */
export async function drawnLabel(label: Label, format: LabelFormat, stickers: number): Promise<Buffer> {
  if (format === 'svg') return Buffer.from(await labelSvg(label));
  return format === 'png' ? labelPng(label) : labelSheetPdf(label, stickers);
}
