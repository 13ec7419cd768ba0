import {
  attempt,
  fromBase64,
  parseLabelCode,
  parsePolicy,
  sha256,
  textOf,
  toBase64Url,
  toHex,
  utf8,
  type HeldFile,
  type LabelCode,
  type Reason,
  type TrustedPolicy,
} from '@fieldlapse/proof';

/** What a reader has given the page so far. */
export interface Given {
  /** lot.json or .tlog-proof. */
  readonly record?: { readonly name: string; readonly text: string };
  readonly files: readonly HeldFile[];
}

/** A policy as text, with what became of it. */
export interface GivenPolicy {
  readonly text: string;
  readonly trusted?: TrustedPolicy;
  readonly fault?: Reason;
}

export function readPolicy(text: string): GivenPolicy {
  if (text.trim() === '') return { text: '' };
  const read = attempt(() => ({ policy: parsePolicy(text), hash: toBase64Url(sha256(utf8(text))) }));
  return 'fault' in read ? { text, fault: read.fault } : { text, trusted: read.value };
}

/** The policy that whoever made this file put into it; without one the reader pastes it. */
export function pinnedPolicy(): string {
  const encoded = document.getElementById('policy')?.textContent?.trim() ?? '';
  return encoded === '' ? '' : textOf(fromBase64(encoded));
}

/** The QR code's address, or the 43 characters of its hash alone; undefined where there is nothing. */
export function readCode(text: string): { readonly code?: Partial<LabelCode>; readonly fault?: Reason } {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  if (/^[\w-]{43}$/.test(trimmed)) return { code: { head: trimmed } };
  const read = attempt(() => parseLabelCode(trimmed));
  return 'fault' in read ? { fault: read.fault } : { code: read.value };
}

const isRecord = (file: File): boolean => /\.(json|tlog-proof)$/i.test(file.name);
const maxRecordBytes = 64e6;

/** Takes dropped files in: the record is read, films are only hashed, piece by piece. Nothing leaves the page. */
export async function takeFiles(given: Given, files: readonly File[]): Promise<Given> {
  let next = given;
  for (const file of files) {
    if (isRecord(file) && file.size <= maxRecordBytes) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const read = attempt(() => textOf(bytes));
      // Another record begins anew: files of the last one are none of its own.
      next = {
        record: { name: file.name, text: 'fault' in read ? '' : read.value },
        files: next.record ? [] : next.files,
      };
    } else {
      next = { ...next, files: [...next.files, await hashFile(file)] };
    }
  }
  return next;
}

async function hashFile(file: File): Promise<HeldFile> {
  const hash = sha256.create();
  const reader = file.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) hash.update(part.value);
  return { name: file.name, sha256Hex: toHex(hash.digest()) };
}
