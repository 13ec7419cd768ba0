import { clipToFit } from '../text.ts';
import { dayText, daysText, isRice, numberText } from '../words.ts';
import type { ReportTile, SeasonReport } from './season-report.ts';
import { ink, textMark, type Mark, type Paper, type Sheet, type TextMark } from './sheet.ts';
import { captionLine, captionLines, fittingTiles, tileMarks } from './tiles.ts';
import { reportWords } from './words.ts';

const gutter = 10;
const rowGap = 11;
const stripHeight = 46;
const footHeight = 16;
const runningHeadHeight = 22;

interface Grid {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
  /** From the top of a row to that of the next. */
  readonly rowHeight: number;
  /** Rows that the first sheet and every other have room for. */
  readonly firstRows: number;
  readonly otherRows: number;
}

/**
 * Sheets of a report: what it is about and its keogram on the first one, tiles in rows, film hash and page number below. Where
 * the paper has no room for all pictures, evenly chosen ones are shown and the head says how many.
 */
export function sheetsOf(report: SeasonReport, paper: Paper): Sheet[] {
  const headHeight = headOf(report, paper, report.tiles).height;
  const grid = gridOf(report, paper, headHeight);
  const room = grid.columns * (grid.firstRows + (paper.sheets - 1) * grid.otherRows);
  const tiles = fittingTiles(report.tiles, room);
  const parts = paged(tiles, grid);
  return parts.map((part, index) => {
    const head = index === 0 ? headOf(report, paper, tiles) : runningHead(report, paper);
    const rows = Math.ceil(part.length / grid.columns);
    const used = paper.margin + head.height + rows * grid.rowHeight + footHeight + paper.margin / 2;
    const height = paper.shrink ? Math.min(paper.height, Math.ceil(used)) : paper.height;
    const marks = [...head.marks, ...tilesOf(part, report, paper, grid, paper.margin + head.height)];
    return { width: paper.width, height, marks: [...marks, ...footOf(report, paper, height, index + 1, parts.length)] };
  });
}

function gridOf({ tiles, picture, language }: SeasonReport, paper: Paper, headHeight: number): Grid {
  const { columns, margin } = paper;
  const tileWidth = (paper.width - 2 * margin - (columns - 1) * gutter) / columns;
  const tileHeight = (tileWidth * picture.height) / picture.width;
  const lines = Math.max(1, ...tiles.map((tile) => captionLines(tile, language)));
  const rowHeight = tileHeight + lines * captionLine + rowGap;
  const free = paper.height - 1.5 * margin - footHeight;
  const rows = (head: number) => Math.max(1, Math.floor((free - head + rowGap) / rowHeight));
  return { columns, tileWidth, tileHeight, rowHeight, firstRows: rows(headHeight), otherRows: rows(runningHeadHeight) };
}

function paged(tiles: readonly ReportTile[], { columns, firstRows, otherRows }: Grid): (readonly ReportTile[])[] {
  const first = columns * firstRows;
  const pages = [tiles.slice(0, first)];
  for (let at = first; at < tiles.length; at += columns * otherRows)
    pages.push(tiles.slice(at, at + columns * otherRows));
  return pages;
}

function tilesOf(tiles: readonly ReportTile[], report: SeasonReport, paper: Paper, grid: Grid, top: number) {
  const { columns, tileWidth, tileHeight, rowHeight } = grid;
  return tiles.flatMap((tile, index): Mark[] => {
    const x = paper.margin + (index % columns) * (tileWidth + gutter);
    const y = top + Math.floor(index / columns) * rowHeight;
    return tileMarks(tile, { x, y, width: tileWidth, height: tileHeight }, report);
  });
}

/** Title, what the report is about, how complete it is, and the keogram. */
function headOf(
  report: SeasonReport,
  paper: Paper,
  shown: readonly ReportTile[],
): { readonly marks: Mark[]; readonly height: number } {
  const { language, keogram } = report;
  const { margin } = paper;
  const width = paper.width - 2 * margin;
  let y = margin + 20;
  const title = textMark(reportWords[language].title, {
    x: margin,
    y,
    size: 22,
    weight: 'semibold',
    colour: ink.accent,
  });
  const lines: TextMark[] = [];
  for (const [label, text] of factsOf(report, shown)) {
    y += 15;
    lines.push(textMark(label, { x: margin, y: y + 3, size: 10, colour: ink.soft }));
    lines.push(textMark(clipToFit(text, width - 75, { sizePx: 10 }), { x: margin + 75, y: y + 3, size: 10 }));
  }
  y += 14;
  const marks: Mark[] = [title, ...lines];
  if (keogram) {
    marks.push({ kind: 'strip', frame: { x: margin, y, width, height: stripHeight }, png: keogram });
    y += stripHeight + 10;
    marks.push(...stripLegend(report, paper, y));
    y += 14;
  }
  return { marks, height: y - margin };
}

function stripLegend({ language, from, to }: SeasonReport, { width, margin }: Paper, y: number): Mark[] {
  const small = { y, size: 7.5, colour: ink.soft };
  return [
    textMark(dayText(from, language), { ...small, x: margin }),
    textMark(reportWords[language].keogram, { ...small, x: width / 2, anchor: 'middle' }),
    textMark(dayText(to, language), { ...small, x: width - margin, anchor: 'end' }),
  ];
}

function factsOf(report: SeasonReport, shown: readonly ReportTile[]): [label: string, text: string][] {
  const { language, season, coverage, tiles } = report;
  const words = reportWords[language];
  const facts: [string, string][] = [
    [words.site, report.site],
    [words.camera, report.camera],
  ];
  if (season) {
    const end = season.end === undefined ? [] : [`${words.ended} ${dayText(season.end, language)}`];
    const sown = `${isRice(season.subject) ? words.sown : words.started} ${dayText(season.sowing, language)}`;
    facts.push([words.season, [season.title, season.subject, sown, ...end].join(' · ')]);
  }
  const gapDays = tiles.reduce((sum, tile) => sum + (tile.kind === 'gap' ? tile.days : 0), 0);
  const percent = `${numberText(100 * (coverage ?? 0), language)}%`;
  const whole = [
    words.pictures(picturesIn(shown), picturesIn(tiles)),
    words.gaps(gapDays),
    coverage === null ? words.noSchedule : words.coverage(percent),
  ];
  return [...facts, [words.period, daysText(report.from, report.to, language)], ['', whole.join(' · ')]];
}

const picturesIn = (tiles: readonly ReportTile[]): number => tiles.filter(({ kind }) => kind === 'picture').length;

function runningHead(report: SeasonReport, paper: Paper): { readonly marks: Mark[]; readonly height: number } {
  const words = reportWords[report.language];
  const text = [words.title, report.site, report.camera].join(' · ');
  const place = { x: paper.margin, y: paper.margin + 6, size: 8.5, colour: ink.soft };
  const clipped = clipToFit(text, paper.width - 2 * paper.margin, { sizePx: place.size });
  return { marks: [textMark(clipped, place)], height: runningHeadHeight };
}

function footOf(
  { language, filmHash }: SeasonReport,
  paper: Paper,
  height: number,
  page: number,
  pages: number,
): Mark[] {
  const { margin, width } = paper;
  const words = reportWords[language];
  const y = height - margin / 2;
  const small = { y, size: 7, colour: ink.soft };
  const rule = { x: margin, y: y - 11, width: width - 2 * margin, height: 0.6 };
  const hash = clipToFit(`Fieldlapse · ${words.film} ${filmHash}`, width - 2 * margin - 60, { sizePx: small.size });
  return [
    { kind: 'fill', frame: rule, colour: ink.line },
    textMark(hash, { ...small, x: margin }),
    ...(pages > 1 ? [textMark(words.page(page, pages), { ...small, x: width - margin, anchor: 'end' })] : []),
  ];
}
