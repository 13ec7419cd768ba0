import { entryHead } from '../record/entry.ts';
import type { LotBundle } from './lot-bundle.ts';
import type { LabelCode } from './qr.ts';
import type { ReadChain } from './step.ts';

/**
 * Place in the lot's chain of the label that the reader holds: the one that the QR code names, however many were printed after
 * it; else the one that the bundle names. Undefined where no label was printed.
 */
export function labelInHand(
  { label }: Pick<LotBundle, 'label'>,
  { entries }: ReadChain,
  code: Partial<LabelCode> | undefined,
): number | undefined {
  const scanned = entries.findIndex(({ text, entry }) => entry.k === 'label' && entryHead(text) === code?.head);
  return scanned >= 0 ? scanned : label?.seq;
}

/**
 * How many entries of each chain a label fixes, by tag: those of its own chain up to it, and of other chains as many as a link
 * among the fixed entries names. Links that came after the label count for nothing. Without a label the whole chain counts.
 */
export function fixedLengths(chains: readonly ReadChain[], labelSeq: number | undefined): ReadonlyMap<string, number> {
  const fixed = new Map<string, number>();
  const [own] = chains;
  if (own) fix(own.lotTag, labelSeq === undefined ? own.entries.length : labelSeq + 1);
  return fixed;

  function fix(tag: string, length: number): void {
    const known = fixed.get(tag) ?? 0;
    if (length <= known) return;
    fixed.set(tag, length);
    const { entries = [] } = chains.find(({ lotTag }) => lotTag === tag) ?? {};
    for (const { entry } of entries.slice(known, length))
      if (entry.k === 'link') for (const { l, n } of entry.parents) fix(l, n);
  }
}
