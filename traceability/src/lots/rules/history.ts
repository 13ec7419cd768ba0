import type { FactKind, FactOf, RecordedFact } from '../facts/fact.ts';

/** A lot as the rules see it. */
export interface LotOf {
  readonly id: string;
  readonly kind: 'growing' | 'harvest';
  readonly timeZone: string;
}

/** What is known of the lots that a fact touches, their parents included. */
export interface History {
  readonly lots: readonly LotOf[];
  readonly facts: readonly RecordedFact[];
}

type Recorded<Kind extends FactKind> = RecordedFact & { readonly fact: FactOf<Kind> };

/** Facts of a kind that belong to one of the lots and were not declared wrong. */
export function factsOf<Kind extends FactKind>(
  { facts }: History,
  kind: Kind,
  lots?: readonly string[],
): Recorded<Kind>[] {
  return facts.filter(
    (one): one is Recorded<Kind> =>
      one.fact.kind === kind && !one.corrected && (!lots || one.lots.some((lot) => lots.includes(lot))),
  );
}
