export {
  compareSeasons,
  type Alignment,
  type ComparedSeason,
  type SeasonComparison,
} from './growth/compare/compare-seasons.ts';
export { readSeason } from './growth/seasons/read-season.ts';
export * from './growth/seasons/reading.ts';
export {
  forecastStage,
  stageOn,
  type SeasonStages,
  type StageForecast,
  type StageNow,
  type UnknownStage,
} from './growth/stages/forecast.ts';
export { dayWindows, type DayWindow, type FrameValue } from './growth/windows/day-windows.ts';
export { median } from './growth/windows/quantile.ts';
