import { randomBytes } from 'node:crypto';
import { FieldlapseError } from '@fieldlapse/contracts';
import { lotReader, type LotRow } from '@fieldlapse/store';
import { parseGtin, parseLotNumber } from '../../gs1/keys.ts';
import type { LotDb } from './open.ts';
import type { Places } from './places.ts';

/** A lot that is to be created. */
export interface NewLot extends Pick<LotRow, 'kind' | 'site' | 'plot' | 'season' | 'producer'> {
  readonly gtin: string;
  readonly number: string;
}

/** The id of a lot by its two numbers. Throws `BAD_GS1_KEY`. */
export function lotIdOf({ gtin, number }: Pick<NewLot, 'gtin' | 'number'>): string {
  return `${parseGtin(gtin)}/${parseLotNumber(number)}`;
}

/** Part of the caller's transaction. Throws `BAD_GS1_KEY`, `LOT_EXISTS`, `SITE_WITHOUT_GLN`. */
export async function createLot(trx: LotDb, lot: NewLot, places: Places, createdAt: number): Promise<string> {
  const id = lotIdOf(lot);
  places.of(lot);
  const reader = lotReader(trx);
  if (await reader.lot(id)) throw new FieldlapseError('LOT_EXISTS', `lot ${id} exists already`);
  const { kind, site, plot, season, producer } = lot;
  const other = season === null ? undefined : await reader.growingLot(site, season);
  if (other && kind === 'growing') {
    throw new FieldlapseError('LOT_EXISTS', `season ${season} of ${site} has the growing lot ${other.id} already`);
  }
  const tag = randomBytes(16).toString('base64url');
  await trx.insertInto('lots').values({ id, tag, kind, site, plot, season, producer, createdAt }).execute();
  return id;
}
