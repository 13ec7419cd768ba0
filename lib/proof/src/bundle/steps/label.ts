import { reason } from '../../fault.ts';
import { entryHead } from '../../record/entry.ts';
import type { LotBundle } from '../lot-bundle.ts';
import type { LabelCode } from '../qr.ts';
import { failed, notChecked, ok, type ReadChain, type StepOutcome } from '../step.ts';

/**
 * Step 5: the QR code on the package fixes this label entry of this lot, and with it all that came before. It may be an older
 * label than the one that the bundle names: what was printed holds.
 */
export function checkLabel(
  { gtin, lot, label }: LotBundle,
  { entries }: ReadChain,
  code: Partial<LabelCode> | undefined,
  seq: number | undefined,
): StepOutcome {
  const named = label && entries[label.seq];
  if (label && (named?.entry.k !== 'label' || entryHead(named.text) !== label.head))
    return failed(reason('labelPlace', { seq: label.seq }));
  const labelled = seq === undefined ? undefined : entries[seq];
  if (seq === undefined || labelled?.entry.k !== 'label')
    return code ? failed(reason('labelHead')) : notChecked(reason('noLabel'));
  if (labelled.entry.g !== gtin || labelled.entry.b !== lot)
    return failed(reason('labelNames', { gtin: labelled.entry.g, lot: labelled.entry.b }));
  const later = entries.length - 1 - seq;
  const notes = [...(later > 0 ? [reason('afterLabel', { count: later })] : []), reason('copiesScan')];
  if (!code) return notChecked(reason('noQr'), ...notes);
  if ((code.gtin ?? gtin) !== gtin || (code.lot ?? lot) !== lot)
    return failed(reason('labelNames', { gtin: code.gtin ?? gtin, lot: code.lot ?? lot }));
  if (code.head !== entryHead(labelled.text)) return failed(reason('labelHead'));
  return ok(reason('labelOk', { seq }), ...notes);
}
