import type { SeasonConfig } from '@fieldlapse/contracts';
import type { LotRow } from '@fieldlapse/store';
import type { Fact } from '../../lots/facts/fact.ts';
import { seenFact, type SeenFact } from '../../lots/facts/seen-facts.ts';
import type { Service } from '../service.ts';

/**
 * Records what a service saw, once for its source; where the same source was told otherwise before, that is corrected. Crashes
 * between calls cost nothing: the next call finds what is there.
 */
export async function recordSeen({ lots }: Service, lot: LotRow, source: string, seen: SeenFact): Promise<void> {
  const fact: Fact = seenFact.parse(seen);
  const key = `${lot.id}/${source}`;
  const known = await lots.reader.factOfSource(key);
  // What was erased is not told again.
  if (known?.kind === 'erased') return;
  if (known && !known.correction) {
    if (known.body !== JSON.stringify(fact)) await lots.correct({ fact: known.id, instead: fact });
    return;
  }
  await lots.record({ lots: [lot.id], fact, source: key });
}

/** Records what a service saw under another source than what it said before, which it corrects. */
export async function reviseSeen(
  service: Service,
  lot: LotRow,
  sources: { readonly was: string; readonly is: string },
  seen: SeenFact,
): Promise<void> {
  const { lots } = service;
  const known = await lots.reader.factOfSource(`${lot.id}/${sources.was}`);
  const told = await lots.reader.factOfSource(`${lot.id}/${sources.is}`);
  if (!known || known.kind === 'erased' || known.correction || told) return recordSeen(service, lot, sources.is, seen);
  await lots.correct({ fact: known.id, instead: seenFact.parse(seen), source: `${lot.id}/${sources.is}` });
}

/** Declares that what a service saw never was; a source that nobody recorded is no matter. */
export async function withdrawSeen({ lots }: Service, lot: LotRow, source: string): Promise<void> {
  const known = await lots.reader.factOfSource(`${lot.id}/${source}`);
  if (known && known.kind !== 'erased' && !known.correction) await lots.correct({ fact: known.id });
}

/** The season of a growing lot, as it is configured. */
export function seasonOf({ sites }: Service, lot: LotRow): SeasonConfig | undefined {
  return sites()
    .find(({ id }) => id === lot.site)
    ?.seasons.find(({ id }) => id === lot.season);
}

/** Whether a lot grows on a local day. */
export function growsOn(service: Service, lot: LotRow, day: string): boolean {
  const season = seasonOf(service, lot);
  return season !== undefined && season.sowing <= day && (season.end === undefined || day <= season.end);
}

/** The growing lots, of one farm where it is named. */
export async function growingLots({ lots }: Service, site?: string): Promise<LotRow[]> {
  return (await lots.reader.lots(site)).filter(({ kind }) => kind === 'growing');
}
