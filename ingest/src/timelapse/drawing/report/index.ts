export { reportJpeg } from './jpeg.ts';
export { reportPdf } from './pdf.ts';
export type {
  GapTile,
  PictureTile,
  ReportMetric,
  ReportTile,
  ReportWatch,
  SeasonFacts,
  SeasonReport,
} from './season-report.ts';
