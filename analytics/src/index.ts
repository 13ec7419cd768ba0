export * from './growth/seasons/reading.ts';
export { readSeason } from './growth/seasons/read-season.ts';
