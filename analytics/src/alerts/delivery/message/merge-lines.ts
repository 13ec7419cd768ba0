import type { PlannedLine, Saying } from '../plan/planned.ts';

/** How an alert is now, as far as merging needs it. */
export interface StandNow {
  readonly state: 'standing' | 'cleared' | 'withdrawn';
  readonly clearedAt: number | null;
}

/**
 * The lines of messages that never arrived, as one: of each matter the newest, saying how it is now. What was raised and withdrawn
 * meanwhile nobody needs to hear of; that something is over which was known to stand is told by a line of its own.
 */
export function mergedLines(
  lines: readonly PlannedLine[],
  nowOf: (alert: string) => StandNow | undefined,
): PlannedLine[] {
  const byMatter = Map.groupBy(lines, ({ matter }) => matter);
  return [...byMatter.values()].flatMap((of) => {
    const last = of.reduce((a, b) => (b.seq >= a.seq ? b : a));
    const now = nowOf(last.alert);
    const says = sayingOf(last.says, now?.state ?? 'cleared', !of.some(begins));
    return says ? [{ ...last, says, clearedAt: now?.clearedAt ?? last.clearedAt }] : [];
  });
}

const begins = ({ says }: PlannedLine): boolean => says === 'new' || says === 'escalated' || says === 'stands';

/** `knew`: that it stood had arrived before. */
function sayingOf(last: Saying, state: StandNow['state'], knew: boolean): Saying | undefined {
  if (state === 'standing') return 'stands';
  if (state === 'withdrawn' || last === 'withdrawn') return knew ? 'withdrawn' : undefined;
  if (!knew) return 'passed';
  return last === 'ended' ? 'ended' : undefined;
}
