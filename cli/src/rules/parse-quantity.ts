import { FieldlapseError, quantityNames, type QuantityName } from '@fieldlapse/contracts';

/** Reads what `--quantity COLUMN=airTempC` says. Throws `BAD_ARGUMENT`. */
export function parseQuantity(text: string): { column: string; quantity: QuantityName } {
  const at = text.lastIndexOf('=');
  const quantity = quantityNames.find((name) => name === text.slice(at + 1));
  if (at > 0 && quantity) return { column: text.slice(0, at), quantity };
  throw new FieldlapseError('BAD_ARGUMENT', `--quantity "${text}": write COLUMN=${quantityNames.join('|')}`);
}
