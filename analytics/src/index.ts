export { backtest, type PastAlert, type RuleOutcome } from './alerts/backtest/backtest.ts';
export { openReplayFarm, type Reading, type ReplayFarm, type ReplaySite } from './alerts/backtest/farm.ts';
export { deliveryConfig, type DeliveryConfig } from './alerts/delivery/config.ts';
export type { Channel, OpenChannel, Recipient, SendOutcome } from './alerts/delivery/channels/channel.ts';
export { alertTexts, type AlertTexts } from './alerts/delivery/message/alert-texts.ts';
export type { AlertMessage } from './alerts/delivery/message/message.ts';
export { openAlertDecisions, openDecisionRecords } from './alerts/delivery/decisions/open-alert-decisions.ts';
export { openPushSubscriptions } from './alerts/delivery/decisions/open-push-subscriptions.ts';
export { tryContact, type Tried } from './alerts/delivery/try-contact.ts';
export { startDelivery, type Delivering, type DeliveryParts } from './alerts/delivery/service/start.ts';
export { isRulePack, rulePackFile, rulePacks } from './alerts/packs/packs.ts';
export { readRules } from './alerts/rules/check-rules.ts';
export type { AlertRule } from './alerts/rules/rule.ts';
export { alertsConfig, alertServiceConfig, type AlertsConfig } from './alerts/service/config.ts';
export { namesOf, rulesInForce, type RuleInForce } from './alerts/service/rules/in-force.ts';
export { openRuleBook, removeRule, type RuleBook, type WrittenRule } from './alerts/service/rules/rule-book.ts';
export { startAlerts, type Alerting, type AlertParts } from './alerts/service/start.ts';
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
export { giveBack } from './measure/models/give-back.ts';
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
