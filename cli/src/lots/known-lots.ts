import { FieldlapseError } from '@fieldlapse/contracts';
import type { LotReader } from '@fieldlapse/store';

/** The id of a lot as people name it: `GTIN/LOT`, or the number alone where one lot has it. Throws `LOT_UNKNOWN`. */
export async function knownLot(reader: LotReader, name: string): Promise<string> {
  if (name.includes('/')) {
    const [gtin = '', number = ''] = name.split('/');
    const id = `${gtin.padStart(14, '0')}/${number}`;
    if (await reader.lot(id)) return id;
    throw new FieldlapseError('LOT_UNKNOWN', `there is no lot ${id}`);
  }
  const found = await reader.lotsNumbered(name);
  if (found.length === 1 && found[0]) return found[0].id;
  const several = found.map(({ id }) => id).join(', ');
  throw new FieldlapseError('LOT_UNKNOWN', several ? `${name} may be ${several}` : `there is no lot ${name}`);
}

/** Names of lots inside a fact become their ids; what is no name stays for whoever reads the fact to refuse. */
export async function withKnownLots(
  reader: LotReader,
  fact: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const known = (lot: unknown) => (typeof lot === 'string' ? knownLot(reader, lot) : lot);
  const inPart = async (part: unknown) => {
    const { lot } = (part ?? {}) as { lot?: unknown };
    return typeof lot === 'string' ? { ...(part as object), lot: await known(lot) } : part;
  };
  const { from, contents } = fact;
  return {
    ...fact,
    ...(Array.isArray(from) && { from: await Promise.all(from.map(known)) }),
    ...(Array.isArray(contents) && { contents: await Promise.all(contents.map(inPart)) }),
  };
}
