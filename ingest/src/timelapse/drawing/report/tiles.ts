import { clipToFit, sizeToFit, textWidth } from '../text.ts';
import { stageText } from '../stages.ts';
import { daysText, dayText, gapText, numberText, seasonDayText, type Language } from '../words.ts';
import type { GapTile, PictureTile, ReportMetric, ReportTile, SeasonReport } from './season-report.ts';
import { ink, textMark, type Frame, type Mark } from './sheet.ts';
import { reportWords } from './words.ts';

const captionSize = 8;
/** From one line of a caption to the next, points. */
export const captionLine = 10.5;

/** Lines under a tile below its date. */
function detailsOf(tile: ReportTile, language: Language): string[] {
  if (tile.kind === 'gap') return [];
  const { stage, metrics = [] } = tile;
  return [...(stage === undefined ? [] : [stageText(stage)]), ...metrics.map((metric) => metricText(metric, language))];
}

/** Lines that a tile's caption takes. */
export function captionLines(tile: ReportTile, language: Language): number {
  return 1 + detailsOf(tile, language).length;
}

function metricText({ label, value, unit, decimals }: ReportMetric, language: Language): string {
  const shown = value === null ? '–' : [numberText(value, language, decimals), unit].join(' ').trim();
  return `${label}: ${shown}`;
}

/** A tile and its caption: its date, the days after sowing at the end of that line, the rest below. */
export function tileMarks(tile: ReportTile, frame: Frame, { language, season }: SeasonReport): Mark[] {
  const size = captionSize;
  const lineAt = (index: number) => frame.y + frame.height + captionLine * (index + 1);
  const date = tile.kind === 'gap' ? daysText(tile.from, tile.to, language) : dayText(tile.day, language);
  const days = tile.kind === 'gap' || tile.daysAfterSowing === undefined ? null : tile.daysAfterSowing;
  const details = detailsOf(tile, language).map((text, index) =>
    textMark(clipToFit(text, frame.width, { sizePx: size }), {
      x: frame.x,
      y: lineAt(index + 1),
      size,
      colour: ink.soft,
    }),
  );
  const ends = { x: frame.x + frame.width, y: lineAt(0), size, colour: ink.soft, anchor: 'end' } as const;
  return [
    ...(tile.kind === 'gap' ? gapMarks(tile, frame, language) : [pictureMark(tile, frame, language)]),
    textMark(date, { x: frame.x, y: lineAt(0), size, weight: 'semibold' }),
    ...(days === null ? [] : [textMark(seasonDayText(days, language, season?.subject), ends)]),
    ...details,
  ];
}

function pictureMark({ jpeg }: PictureTile, frame: Frame, language: Language): Mark {
  return { kind: 'picture', frame, jpeg, instead: onHatch([reportWords[language].unreadable], frame) };
}

function gapMarks(gap: GapTile, frame: Frame, language: Language): Mark[] {
  const { title, why } = gapText(gap, language);
  return [{ kind: 'hatch', frame }, ...onHatch(why === null ? [title] : [title, why], frame)];
}

/** Lines in a plain panel in the middle of a hatched tile; the first one is larger. */
function onHatch(lines: readonly string[], frame: Frame): Mark[] {
  const room = frame.width - 16;
  const sized = lines.map((text, index) => {
    const weight = index === 0 ? 'semibold' : 'regular';
    const size = sizeToFit(text, room, { sizePx: (index === 0 ? 0.072 : 0.05) * frame.width, weight });
    return { text, weight, size, width: textWidth(text, { sizePx: size, weight }) } as const;
  });
  const height = sized.reduce((sum, { size }) => sum + size * 1.35, 0);
  const width = Math.max(...sized.map((line) => line.width)) + 12;
  const middle = frame.x + frame.width / 2;
  let bottom = frame.y + (frame.height - height) / 2;
  const panel = { x: middle - width / 2, y: bottom - 4, width, height: height + 8 };
  const texts = sized.map(({ text, weight, size }, index) => {
    bottom += size * 1.35;
    const colour = index === 0 ? '#f4f6f7' : '#c9d1d6';
    return textMark(text, { x: middle, y: bottom - size * 0.4, size, weight, colour, anchor: 'middle' });
  });
  return [{ kind: 'fill', frame: panel, colour: '#181d21' }, ...texts];
}

/**
 * As many tiles as there is room for: every gap is kept, pictures are taken evenly, the first and the last among them.
 * Gaps are thinned too only where they alone are too many.
 */
export function fittingTiles(tiles: readonly ReportTile[], room: number): readonly ReportTile[] {
  if (tiles.length <= room) return tiles;
  const pictures = tiles.filter(({ kind }) => kind === 'picture');
  const gaps = tiles.length - pictures.length;
  const kept = new Set(evenly(pictures, Math.max(2, room - gaps)));
  const fitting = tiles.filter((tile) => tile.kind === 'gap' || kept.has(tile));
  return fitting.length <= room ? fitting : evenly(fitting, room);
}

function evenly<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, index) => all[Math.round((index * (all.length - 1)) / (count - 1))]!);
}
