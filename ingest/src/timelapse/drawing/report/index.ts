export { reportJpeg } from './jpeg.ts';
export { reportPdf } from './pdf.ts';
export type { ReportTile, SeasonReport } from './season-report.ts';
