import { openFilmPublications, type FilmPublications } from '@fieldlapse/ingest';
import type { Running } from '@fieldlapse/runtime';
import { onceThere } from '@fieldlapse/store';
import type { FilmFeed } from '@fieldlapse/traceability';
import type { Context } from '../context.ts';

/** Films whose orders said that everybody may see them, for the record; none before the first order. */
export function publishedFilms({ stores }: Pick<Context, 'stores'>): FilmFeed & Running {
  const reader = onceThere<FilmPublications>(() => openFilmPublications(stores.records));
  return {
    async filmsAfter(seq, limit) {
      const found = (await (await reader.get())?.after(seq, limit)) ?? [];
      return found.map(({ export: name, mediaType, bytes, sha256, ...film }) => ({
        ...{ ...film, name },
        attachments: [{ role: 'timelapse', mediaType, bytes, sha256 }],
      }));
    },
    close: () => reader.close((opened) => opened.close()),
  };
}
