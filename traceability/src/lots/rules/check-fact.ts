import { FieldlapseError } from '@fieldlapse/contracts';
import type { FactKind, RecordedFact } from '../facts/fact.ts';
import { factsOf, type History, type LotOf } from './history.ts';
import { checkOrder } from './order.ts';
import { checkQuantities } from './quantities.ts';
import { earlyHarvests } from './intervals.ts';

/** Which kind of lot a fact belongs to; what is not named here belongs to both. */
const kindOfLot: Partial<Record<FactKind, LotOf['kind']>> = {
  ...{ planting: 'growing', treatment: 'growing', irrigation: 'growing' },
  ...{ harvest: 'harvest', packing: 'harvest', shipping: 'harvest', sale: 'harvest', resolution: 'harvest' },
};

/**
 * Whether a new fact goes with all that is recorded; `history` holds it already. A harvest inside an interval passes: it is what
 * happened. Throws `LOT_WRONG_KIND`, `LOT_TWICE`, `LOT_TIME_ORDER`, `LOT_QUANTITY`, `LOT_NOT_PACKED`, `FACT_INVALID`.
 */
export function checkFact(history: History, added: RecordedFact, now: number): void {
  checkKinds(history, added);
  checkOnce(history, added);
  checkUnits(history, added);
  checkDecision(history, added);
  checkOrder(history, now);
  checkQuantities(history, added.lots);
}

function checkKinds({ lots }: History, { fact, lots: ids }: RecordedFact): void {
  const parts = fact.kind === 'packing' || fact.kind === 'sale' ? fact.contents.map(({ lot }) => lot) : ids;
  if (parts.some((lot) => !ids.includes(lot)) || ids.some((lot) => !parts.includes(lot))) {
    throw new FieldlapseError('FACT_INVALID', `contents: ${parts.join(', ')} is not what it is recorded for: ${ids.join(', ')}`); // prettier-ignore
  }
  for (const id of [...ids, ...(fact.kind === 'harvest' ? fact.from : [])]) {
    const lot = lots.find((one) => one.id === id);
    const wanted = fact.kind === 'harvest' && !ids.includes(id) ? 'growing' : kindOfLot[fact.kind];
    if (!lot) throw new FieldlapseError('LOT_UNKNOWN', `there is no lot ${id}: create it first`);
    if (wanted === undefined || lot.kind === wanted) continue;
    throw new FieldlapseError('LOT_WRONG_KIND', `lot ${id} is a ${lot.kind} lot; ${fact.kind} needs a ${wanted} lot`);
  }
}

/** A lot is planted once and harvested once: what comes later is a lot of its own, or corrects the first. */
function checkOnce(history: History, { fact, lots }: RecordedFact): void {
  if (fact.kind !== 'planting' && fact.kind !== 'harvest') return;
  const all = factsOf(history, fact.kind, lots);
  if (all.length <= 1) return;
  const first = all[0]!;
  throw new FieldlapseError(
    'LOT_TWICE',
    `lot ${lots.join(', ')} has a ${fact.kind} already (fact ${first.id}): correct it, or create another lot`,
  );
}

/** A unit is shipped once, and only what was packed. */
function checkUnits(history: History, { fact }: RecordedFact): void {
  if (fact.kind !== 'shipping') return;
  for (const unit of fact.units) {
    if (!factsOf(history, 'packing').some((one) => one.fact.sscc === unit)) {
      throw new FieldlapseError('LOT_NOT_PACKED', `the unit ${unit} holds nothing of this lot: record its packing first`); // prettier-ignore
    }
    const same = factsOf(history, 'shipping').filter((one) => one.fact.units.includes(unit));
    if (same.length > 1) throw new FieldlapseError('LOT_TWICE', `the unit ${unit} is shipped already (fact ${same[0]!.id})`); // prettier-ignore
  }
}

/** A decision names a treatment that stands in the way. */
function checkDecision(history: History, { fact, lots: ids }: RecordedFact): void {
  if (fact.kind !== 'resolution') return;
  const lots = history.lots.filter(({ id }) => ids.includes(id));
  const blocks = lots.flatMap((lot) => earlyHarvests(history, lot));
  if (blocks.some(({ treatment }) => treatment === fact.treatment)) return;
  const known = blocks.map(({ treatment }) => treatment).join(', ') || 'none';
  throw new FieldlapseError(
    'FACT_INVALID',
    `treatment: fact ${fact.treatment} blocks nothing of lot ${ids.join(', ')}; those that do: ${known}`,
  );
}
