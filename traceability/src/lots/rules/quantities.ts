import { FieldlapseError } from '@fieldlapse/contracts';
import { factsOf, type History } from './history.ts';

/** Grams: sums of kilograms with decimals would not be exact. */
const grams = (kilograms: number): number => Math.round(kilograms * 1000);
const shownKg = (gramsOf: number): string => `${gramsOf / 1000} kg`;

/** Packed and sold stay within what was harvested of each lot. Throws `LOT_QUANTITY`. */
export function checkQuantities(history: History, lots: readonly string[]): void {
  for (const lot of lots) {
    const harvested = sum(factsOf(history, 'harvest', [lot]).map(({ fact }) => fact.kilograms));
    for (const kind of ['packing', 'sale'] as const) {
      const parts = factsOf(history, kind, [lot]).flatMap(({ fact }) => fact.contents);
      const gone = sum(parts.filter((part) => part.lot === lot).map(({ kilograms }) => kilograms));
      if (gone <= harvested) continue;
      const word = kind === 'packing' ? 'packed' : 'sold';
      throw new FieldlapseError(
        'LOT_QUANTITY',
        `lot ${lot}: ${shownKg(gone)} ${word}, ${shownKg(harvested)} harvested: correct the harvest, or what was ${word}`,
      );
    }
  }
}

const sum = (kilograms: readonly number[]): number => kilograms.reduce((total, one) => total + grams(one), 0);
