import { withheldReasons } from '@fieldlapse/contracts';

interface Words {
  readonly vi: string;
  readonly en: string;
}

/** A reason in both languages; one that this version does not know is shown as it is. */
export function reasonWords(reason: string): Words {
  const known: Record<string, Words | undefined> = withheldReasons;
  const { vi, en } = known[reason] ?? { vi: reason, en: reason };
  return { vi, en };
}

/** Counts with their words, the most frequent first. */
export function reasonsOf(
  counts: Readonly<Record<string, number>>,
): { reason: string; label: Words; frames: number }[] {
  return Object.entries(counts)
    .map(([reason, frames]) => ({ reason, label: reasonWords(reason), frames }))
    .toSorted((a, b) => b.frames - a.frames);
}
