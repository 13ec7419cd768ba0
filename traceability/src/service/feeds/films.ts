import { cameraConfigOf } from '@fieldlapse/contracts';
import type { LotRow } from '@fieldlapse/store';
import type { FactOf } from '../../lots/facts/fact.ts';
import type { Service } from '../service.ts';
import { cursorOf, moveCursor } from './cursors.ts';
import { growingLots, growsOn, recordSeen } from './record-seen.ts';

/** A film that people may see. */
export interface PublishedFilm {
  /** Rises with every film. */
  readonly seq: number;
  /** Names the film; a film that is published again under the same name replaces it. */
  readonly name: string;
  readonly site: string;
  readonly camera: string;
  /** Last local day that it shows: it tells the season. */
  readonly lastDay: string;
  /** UTC ms. */
  readonly publishedAt: number;
  readonly attachments: FactOf<'film'>['attachments'];
}

/** The films of the film maker, handed in by who composes the services. */
export interface FilmFeed {
  /** Films with `seq > seq` in order, at most `limit`. */
  filmsAfter(seq: number, limit: number): Promise<readonly PublishedFilm[]>;
}

const batch = 100;

/** Records films on the growing lots of the plot that their camera watches. */
export async function followFilms(service: Service): Promise<void> {
  const { films } = service;
  if (!films) return;
  for (const lot of await growingLots(service)) await followLot(service, films, lot);
}

async function followLot(service: Service, films: FilmFeed, lot: LotRow): Promise<void> {
  const { lots, sites, signal } = service;
  for (let seq = await cursorOf(lots.db, `films/${lot.id}`); !signal.aborted;) {
    const found = await films.filmsAfter(seq, batch);
    if (found.length === 0) return;
    for (const { name, site, camera, lastDay, publishedAt: at, attachments, ...film } of found) {
      const plot = cameraConfigOf(sites(), site, camera)?.plot;
      if (site === lot.site && plot === lot.plot && growsOn(service, lot, lastDay)) {
        await recordSeen(service, lot, `film/${name}`, { kind: 'film', at, attachments });
      }
      seq = film.seq;
    }
    await moveCursor(lots.db, `films/${lot.id}`, seq);
  }
}
