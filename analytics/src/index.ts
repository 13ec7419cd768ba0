export { backtest, type PastAlert, type RuleOutcome } from './alerts/backtest/backtest.ts';
export { openReplayFarm, type Reading, type ReplayFarm, type ReplaySite } from './alerts/backtest/farm.ts';
export { isRulePack, rulePackFile, rulePacks } from './alerts/packs/packs.ts';
export { readRules } from './alerts/rules/check-rules.ts';
export type { AlertRule } from './alerts/rules/rule.ts';
export { seaSaltGramPerL } from './alerts/indices/salinity.ts';
export type { HoldOut } from './alerts/tide/hold-out.ts';
export type { TidePoint } from './alerts/tide/hourly-record.ts';
export { tideSentence } from './alerts/tide/tide-sentence.ts';
export * from './alerts/tide/tide-window.ts';
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
export { coverByIndex, plantMask, type CoverOptions, type IndexCover } from './measure/pixels/cover/cover.ts';
export { indicesOf, type Indices, type MeanColour } from './measure/pixels/indices.ts';
export {
  colourMethod,
  coverMethod,
  indexValidatedFor,
  measurePixels,
  nothing as nothingMeasured,
  type PixelOptions,
} from './measure/pixels/measure-pixels.ts';
export { sunElevationDeg } from './measure/pixels/sun.ts';
export { pixelMetrics } from './measure/pixels/validity.ts';
export {
  modelCard,
  type ClassificationCard,
  type DetectionCard,
  type ModelCard,
  type SegmentationCard,
} from './measure/models/card/schema.ts';
export type {
  ClassificationOutput,
  DetectedBox,
  DetectionOutput,
  ModelOutput,
  SegmentationOutput,
} from './measure/models/model-output.ts';
export { countOf, coverOf, maskOf, type AreaMask, type ModelMetrics } from './measure/models/output/cover.ts';
export { modelPoolConfig, type ModelPoolConfig } from './measure/models/pool/config.ts';
export { shippedModels } from './measure/models/pool/find-models.ts';
export { loadModel, type LoadedModel } from './measure/models/pool/load-model.ts';
export {
  openModelPool,
  type ModelName,
  type ModelPool,
  type ModelPoolOptions,
} from './measure/models/pool/model-pool.ts';
export { type RefusedModel } from './measure/models/pool/model-shelf.ts';
export { analyticsConfig, measureConfig, type AnalyticsConfig, type MeasureConfig } from './measure/service/config.ts';
export { seasonStatistic, type SeasonGrowth } from './measure/service/days/season-growth.ts';
export { startMeasure, type MeasureParts } from './measure/service/start.ts';
export type { CameraViews, OpenMove, ViewReference } from './measure/service/view/camera-views.ts';
export { countWith, type CountAnswer } from './measure/counting/count-with.ts';
export { wilsonInterval, type Accuracy } from './measure/counting/learning/accuracy.ts';
export type { Rehearsed } from './measure/counting/learning/rehearse.ts';
export { mostModelBytes, parseCounterModel, type CounterModel } from './measure/counting/model.ts';
export {
  trainCounter,
  type LabelledPicture,
  type TrainedCounter,
  type TrainOptions,
} from './measure/counting/train.ts';
