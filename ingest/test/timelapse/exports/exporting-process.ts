// A server that makes exports until it is killed: `exporting-process.ts FOLDER CONFIG ORDER`, the latter two as JSON.
import { join } from 'node:path';
import type { ExportOrder } from '@fieldlapse/contracts';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { openFilmExports, type FilmExportsParts } from '../../../src/timelapse/exports/open-film-exports.ts';
import { paintedFilms } from './painted-film.ts';

const [, , folder = '', config = '{}', order = '{}'] = process.argv;
const stores = await openStores({ folder: join(folder, 'stores'), logger: silentLogger });
const exports = await openFilmExports({
  ...{ stores, films: paintedFilms(folder), sites: () => [], clock: systemClock, logger: silentLogger },
  config: JSON.parse(config) as FilmExportsParts['config'],
});
process.stdout.write(`${(await exports.order(JSON.parse(order) as ExportOrder)).id}\n`);
setInterval(() => {}, 60_000);
