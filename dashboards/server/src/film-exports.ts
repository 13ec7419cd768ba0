import { FieldlapseError, type FilmRange, type FilmReader } from '@fieldlapse/contracts';
import { sleep, type Logger } from '@fieldlapse/runtime';
import type { ExportAnswer } from './routes/schema/answers.ts';

type FilmFile = Awaited<ReturnType<FilmReader['mp4']>>;

/** MP4 files in the making. */
export interface FilmExports {
  /** The file once it is made. Throws `FILM_EMPTY`, `TOO_MANY_CLIENTS` or an error of ffmpeg. */
  file(site: string, camera: string, range: FilmRange): Promise<FilmFile>;
  /** Starts the file where it is not being made, and tells how far it is; errors as `file`. */
  progress(site: string, camera: string, range: FilmRange): Promise<ExportAnswer>;
}

interface Export {
  readonly progress: { done: number; total: number };
  readonly file: Promise<FilmFile>;
}

const maxAtOnce = 2;
/** A file from the cache comes at once: it is waited for, so that no one sees a progress bar flash. */
const patienceMs = 300;

/** At most two different films are made at once; those who ask for the same share it. */
export function exports(films: FilmReader, logger: Logger): FilmExports {
  const making = new Map<string, Export>();

  function start(site: string, camera: string, range: FilmRange): Export {
    const key = [site, camera, range.kind, range.from, range.to].join('/');
    const running = making.get(key);
    if (running) return running;
    if (making.size >= maxAtOnce) throw new FieldlapseError('TOO_MANY_CLIENTS', `${maxAtOnce} films are being made`);
    const progress = { done: 0, total: 0 };
    const onProgress = (done: number, total: number) => void Object.assign(progress, { done, total });
    const file = films.mp4(site, camera, range, { onProgress }).finally(() => making.delete(key));
    const made: Export = { progress, file };
    making.set(key, made);
    file.catch((error: unknown) => logger.warn({ error, film: key }, 'film.mp4 was not made'));
    return made;
  }

  return {
    file: async (site, camera, range) => start(site, camera, range).file,
    async progress(site, camera, range) {
      const made = start(site, camera, range);
      const file = await Promise.race([made.file, sleep(patienceMs)]);
      if (!file) return { state: 'building', ...made.progress };
      return { state: 'ready', bytes: file.bytes, url: 'film.mp4' };
    },
  };
}
