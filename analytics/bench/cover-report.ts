import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { coverConfig, sha256Hex, type CoverConfig } from '@fieldlapse/contracts';
import { measureSeason, type MeasuredPicture } from './cover/measure-season.ts';
import { seasonTable } from './cover/season-table.ts';

/**
 * Canopy cover by index against the truth of simulated seasons, frame by frame.
 *
 *     fieldlapse sim --season seasons/1 --seed 1 --width 640
 *     node analytics/bench/cover-report.ts --out measured [--cover COVER.json] [--roi=0,0.4222;1,0.4222;1,1;0,1] seasons/1 …
 *
 * Each season's frames go to `measured/season-NAME.csv` and are not measured again while neither code version nor options
 * change (`--fresh` measures anyway). Prints a table by season and one by growth phase, and JSON of both.
 */
const { positionals: folders, values } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    cover: { type: 'string' },
    roi: { type: 'string', default: '0,0.4222;1,0.4222;1,1;0,1' },
    fresh: { type: 'boolean', default: false },
  },
});
if (!values.out || folders.length === 0) throw new Error('needs --out FOLDER and at least one season folder');

const cover: CoverConfig = coverConfig.parse(
  values.cover ? JSON.parse(readFileSync(values.cover, 'utf8')) : { threshold: 'mixed' },
);
const roi = values.roi
  .split(';')
  .map((corner) => corner.split(',').map(Number) as unknown as readonly [number, number]);
const options = sha256Hex(JSON.stringify({ cover, roi })).slice(0, 8);
await mkdir(values.out, { recursive: true });

const seasons = new Map<string, readonly MeasuredPicture[]>();
for (const folder of folders) {
  const name = basename(folder);
  const kept = join(values.out, `season-${name}-${options}.jsonl`);
  if (values.fresh || !existsSync(kept)) {
    const pictures = await measureSeason(folder, roi, cover);
    await writeWhole(kept, pictures.map((picture) => `${JSON.stringify(picture)}\n`).join(''));
  }
  const lines = (await readFile(kept, 'utf8')).trim().split('\n');
  const pictures = lines.map((line) => JSON.parse(line) as MeasuredPicture);
  await writeWhole(join(values.out, `season-${name}.csv`), csvOf(pictures));
  seasons.set(name, pictures);
  process.stderr.write(`${name}: ${pictures.length} frames\n`);
}
const table = seasonTable(seasons);
console.table(table.seasons);
console.table(table.phases);
console.log(JSON.stringify(table));

function csvOf(pictures: readonly MeasuredPicture[]): string {
  const columns: (keyof MeasuredPicture)[] = [
    ...(['observedAt', 'utcMs', 'daysAfterSowing', 'truthGreenCover', 'truthPlantCover', 'greenCover'] as const),
    ...(['plantCover', 'greenUncertainty', 'gcc', 'lumaDn', 'withheld', 'troubles', 'sunElevationDeg'] as const),
  ];
  const rows = pictures.map((picture) => columns.map((column) => picture[column] ?? '').join(','));
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}
