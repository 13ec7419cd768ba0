import { reason } from '../../fault.ts';
import type { Json } from '../../json/parse.ts';
import type { BundleAttachment } from '../lot-bundle.ts';
import { failed, notChecked, ok, type ReadChain, type StepOutcome } from '../step.ts';

/** A file that the reader has beside the bundle. */
export interface HeldFile {
  readonly name: string;
  readonly sha256Hex: string;
}

/** Step 6: films and papers are those that an event of the lot named. Only files that the reader has can be looked at. */
export function checkAttachments(
  attachments: readonly BundleAttachment[],
  chains: readonly ReadChain[],
  files: readonly HeldFile[],
): StepOutcome {
  const logged = new Set(
    chains.flatMap(({ entries }) => entries.flatMap(({ event }) => (event ? textsIn(event) : []))),
  );
  const unlogged = attachments.filter(({ digest }) => !logged.has(digest));
  if (unlogged.length > 0) return failed(...unlogged.map(({ role }) => reason('attachmentUnlogged', { role })));
  const known = new Set(attachments.map(({ digest }) => digest));
  const strange = files.filter(({ sha256Hex }) => !known.has(digestOf(sha256Hex)));
  if (strange.length > 0) return failed(...strange.map(({ name }) => reason('attachmentChanged', { name })));
  if (attachments.length === 0) return ok(reason('noAttachments'));
  const held = new Set(files.map(({ sha256Hex }) => digestOf(sha256Hex)));
  const unseen = attachments.filter(({ digest }) => !held.has(digest));
  if (unseen.length > 0) return notChecked(...unseen.map(({ role }) => reason('attachmentUnseen', { role })));
  return ok(reason('attachmentsOk', { count: attachments.length }));
}

const digestOf = (sha256Hex: string): string => `ni:///sha-256;${sha256Hex}`;

function textsIn(json: Json): string[] {
  if (typeof json === 'string') return [json];
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(textsIn) : [];
}
