export { dashboardsConfig, startDashboards, type DashboardsConfig, type DashboardsOptions } from './start.ts';
export type { AlertDesk } from './alerts/desk.ts';
export type { LiveMessage } from './live/feed.ts';
export type {
  AlertAnswer,
  AlertsPage,
  EvidenceAnswer,
  OneAlertAnswer,
  PushAnswer,
  RulesAnswer,
  RulesOrder,
  RulesTested,
  StandingAnswer,
} from './routes/alerts/answers.ts';
export type { CameraAnswer, DeviceAnswer, HealthAnswer, SiteAnswer, SitesAnswer } from './routes/schema/answers.ts';
export type { BucketsAnswer, ExportAnswer, LatestAnswer } from './routes/schema/answers.ts';
export type { KeogramAnswer, SpritesAnswer, TimelineAnswer } from './routes/schema/film-answers.ts';
export type { GrowthAnswer } from './routes/schema/growth-answers.ts';
export type {
  MethodAnswer,
  MetricsAnswer,
  MetricDaysAnswer,
  MetricValuesAnswer,
} from './routes/schema/metric-answers.ts';
export type { AboutLotAnswer, LabelledLotsAnswer } from './routes/lots/lot-answers.ts';
export type { MoveAnswer, MovesAnswer } from './routes/schema/move-answers.ts';
export type { ExportOrder, FilmExport } from '@fieldlapse/contracts';
