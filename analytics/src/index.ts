export { readSeason } from './growth/seasons/read-season.ts';
export * from './growth/seasons/reading.ts';
export { dayWindows, type DayWindow, type FrameValue } from './growth/windows/day-windows.ts';
export { median } from './growth/windows/quantile.ts';
