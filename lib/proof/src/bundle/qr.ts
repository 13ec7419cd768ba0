import { ProofFault } from '../fault.ts';

/** What a QR code on a package says. */
export interface LabelCode {
  /** 14 digits. */
  readonly gtin: string;
  readonly lot: string;
  /** Leaf hash of the label entry, base64url. */
  readonly head: string;
}

const shape = /^https?:\/\/[^/?#\s]+(?:\/[^?#\s]*)?\/01\/([0-9]{14})\/10\/([^/?#\s]{1,60})#h=([\w-]{43})$/;

/** Reads the address in a QR code: a GS1 Digital Link with the label's hash in the fragment. Throws `qrWrong`. */
export function parseLabelCode(text: string): LabelCode {
  const [, gtin, lot, head] = shape.exec(text.trim()) ?? [];
  if (gtin === undefined || lot === undefined || head === undefined) throw new ProofFault('qrWrong');
  try {
    return { gtin, lot: decodeURIComponent(lot), head };
  } catch {
    throw new ProofFault('qrWrong');
  }
}

/** The address for a QR code; `base` is `https://host`, with a path where there is one. */
export function labelCodeText(base: string, { gtin, lot, head }: LabelCode): string {
  return `${base.replace(/\/+$/, '')}/01/${gtin}/10/${encodeURIComponent(lot)}#h=${head}`;
}
