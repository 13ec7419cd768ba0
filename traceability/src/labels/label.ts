import { FieldlapseError } from '@fieldlapse/contracts';
import { labelCodeText } from '@fieldlapse/proof';
import type { LotReader, StoredChainEntry } from '@fieldlapse/store';
import QRCode from 'qrcode';

/** A label that can be printed: its entry is in the log. */
export interface Label {
  readonly gtin: string;
  readonly lot: string;
  /** Leaf hash of the label entry, base64url. */
  readonly head: string;
  /** Place in the lot's chain. */
  readonly place: number;
  /** What the QR code says. */
  readonly text: string;
  /** Version of the QR code at error correction M: 6 is 41×41 modules. */
  readonly version: number;
  readonly isReleased: boolean;
}

/** The largest version that still scans well from a small sticker: host and lot number together have 30 signs in it. */
export const largestVersion = 6;

/** The last label of a lot whose entry is in the log; undefined where it has none. Throws `LOT_NO_ADDRESS`. */
export async function labelOf(
  reader: LotReader,
  lot: string,
  publicUrl: string | undefined,
): Promise<Label | undefined> {
  if (publicUrl === undefined)
    throw new FieldlapseError('LOT_NO_ADDRESS', 'traceability.publicUrl is not configured in fieldlapse.yaml');
  const chain = await reader.chain(lot);
  const entry = chain.findLast(
    (one): one is StoredChainEntry & { head: string; place: number } => one.kind === 'label' && one.head !== null,
  );
  if (!entry) return undefined;
  const [gtin = '', number = ''] = lot.split('/');
  const { head, place } = entry;
  const text = labelCodeText(publicUrl, { gtin, lot: number, head });
  const { version } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const isReleased = chain.some(({ kind }) => kind === 'release');
  return { gtin, lot: number, head, place, text, version, isReleased };
}
