import { FieldlapseError } from '@fieldlapse/contracts';
import type { LotReader } from '@fieldlapse/store';
import type { FactOf } from '../facts/fact.ts';

/** The lots that a fact about packed or sold goods belongs to. Throws `LOT_NOT_PACKED`. */
export async function lotsOfFact(
  reader: LotReader,
  fact: FactOf<'packing'> | FactOf<'sale'> | FactOf<'shipping'>,
): Promise<string[]> {
  if (fact.kind !== 'shipping') return [...new Set(fact.contents.map(({ lot }) => lot))];
  const lots = new Set<string>();
  for (const unit of fact.units) {
    const packed = (await reader.packings(unit)).filter(({ correction }) => !correction);
    if (packed.length === 0) throw new FieldlapseError('LOT_NOT_PACKED', `nothing was packed into the unit ${unit}`);
    for (const { lots: inside } of packed) for (const lot of inside) lots.add(lot);
  }
  return [...lots];
}
