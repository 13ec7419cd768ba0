import { FieldlapseError } from '@fieldlapse/contracts';
import type { FactKind, RecordedFact } from '../facts/fact.ts';
import { factsOf, type History } from './history.ts';

/** A device's or person's clock may be so far ahead of ours. */
const clockSlackMs = 5 * 60_000;

const time = (ms: number): string => new Date(ms).toISOString();

/** What may not happen before what. Throws `LOT_TIME_ORDER`. */
export function checkOrder(history: History, now: number): void {
  for (const one of history.facts) {
    if (one.corrected || one.fact.at <= now + clockSlackMs) continue;
    throw tooEarly(one, `${time(one.fact.at)} lies in the future; now is ${time(now)}`);
  }
  const growing = history.lots.filter(({ kind }) => kind === 'growing');
  for (const { id } of growing) {
    const planted = factsOf(history, 'planting', [id])[0];
    if (planted) checkAfter(history, planted, ['treatment', 'irrigation', 'observation'], [id]);
    for (const harvest of factsOf(history, 'harvest')) {
      if (planted && harvest.fact.from.includes(id)) checkPair(planted, harvest);
    }
  }
  for (const harvest of factsOf(history, 'harvest')) {
    checkAfter(history, harvest, ['packing', 'sale', 'resolution'], harvest.lots);
  }
  for (const packing of factsOf(history, 'packing')) {
    for (const shipping of factsOf(history, 'shipping')) {
      if (shipping.fact.units.includes(packing.fact.sscc)) checkPair(packing, shipping);
    }
  }
}

function checkAfter(history: History, first: RecordedFact, kinds: readonly FactKind[], lots: readonly string[]): void {
  for (const kind of kinds) {
    for (const later of factsOf(history, kind, lots)) checkPair(first, later);
  }
}

function checkPair(first: RecordedFact, later: RecordedFact): void {
  if (later.fact.at >= first.fact.at) return;
  throw tooEarly(later, `${time(later.fact.at)} is before the ${first.fact.kind} at ${time(first.fact.at)}`);
}

function tooEarly({ fact, lots }: RecordedFact, why: string): FieldlapseError {
  return new FieldlapseError('LOT_TIME_ORDER', `lot ${lots.join(', ')}: ${fact.kind}: ${why}`);
}
