import { FieldlapseError } from '@fieldlapse/contracts';
import { lifecycle } from '@fieldlapse/runtime';
import { compareSeries, copySeries, openSeries, type SeriesDifference, type SeriesStore } from '@fieldlapse/store';
import { openDataFolder, openLog, type DataFolder } from '../data-folder.ts';
import { interrupted } from '../interrupted.ts';
import { startProgress } from '../progress.ts';
import { openCopyPosition } from './copy-position.ts';
import { seriesOptions } from './series-config.ts';
import { readConfig } from '../server-config.ts';

type StoreName = 'sqlite' | 'influxdb';
export interface SeriesCopyArguments {
  readonly data: string;
  readonly from: StoreName;
  readonly to: StoreName;
  readonly series: string;
  readonly since?: string;
  readonly json?: boolean;
}

const mostNamed = 20;

/** `fieldlapse series copy`: goes on where an earlier one was stopped, and compares both sides at the end. */
export async function seriesCopyCommand(args: SeriesCopyArguments): Promise<void> {
  const { from, to, series: prefix } = args;
  if (from === to) throw new FieldlapseError('BAD_ARGUMENT', `--from and --to are both ${from}`);
  const since = args.since === undefined ? undefined : parseSince(args.since);
  const folder = openDataFolder(args.data);
  const open = lifecycle();
  try {
    const [source, target] = [await openNamed(folder, from), await openNamed(folder, to)];
    open.add(from, source.close);
    open.add(to, target.close);
    const position = openCopyPosition(folder, `${from} → ${to}, ${since ?? 'all'}`);
    const progress = startProgress(`${from} → ${to}`);
    const signal = interrupted();
    let [points, merged] = [0, 0];
    await copySeries({
      ...{ from: source, to: target, prefix, since, signal, copiedTo: position.copiedTo },
      onPage: async (page) => {
        points += page.points;
        merged += page.merged;
        progress.at(page.seriesDone, page.seriesCount, `${points} points`);
        await position.reached(page.series, page.to);
      },
    })
      .finally(position.save)
      .finally(progress.end);
    const compared = await compareSeries({ from: source, to: target, prefix, since, signal });
    if (compared.differences.length > 0) {
      position.forget(compared.differences.map(({ series }) => series));
      await position.save();
      throw new FieldlapseError('SERIES_COPY_DIFFERS', differencesText(compared.differences, args));
    }
    position.end();
    const result = { series: compared.series, points: compared.points, copied: points, merged };
    process.stdout.write(args.json ? `${JSON.stringify(result)}\n` : describe(result, to));
  } finally {
    await open.close();
  }
}

async function openNamed(folder: DataFolder, store: StoreName): Promise<SeriesStore> {
  const series = seriesOptions(folder, readConfig(folder).series, store);
  return openSeries({ folder: folder.root, logger: openLog(folder, 'series'), series });
}

function parseSince(text: string): number {
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw new FieldlapseError('BAD_ARGUMENT', `--since "${text}" is no day: write 2026-05-01`);
  return time;
}

function differencesText(differences: readonly SeriesDifference[], { from, to }: SeriesCopyArguments): string {
  const named = differences
    .slice(0, mostNamed)
    .map((one) => `${one.series}: ${one.from} in ${from}, ${one.to} in ${to}`);
  const more = differences.length > mostNamed ? `; and ${differences.length - mostNamed} more` : '';
  return `${named.join('; ')}${more}`;
}

function describe(result: { series: number; points: number; copied: number; merged: number }, to: string): string {
  const { series, points, copied, merged } = result;
  const means = merged > 0 ? `, ${merged} of them means of an hour or a day whose points were given up` : '';
  return `copied ${copied} points${means}\n${to} now holds the ${points} points of ${series} series: counted on both sides\n`;
}
