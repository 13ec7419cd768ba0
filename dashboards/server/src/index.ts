export { dashboardsConfig, startDashboards, type DashboardsConfig, type DashboardsOptions } from './start.ts';
export type { LiveMessage } from './live/feed.ts';
export type { CameraAnswer, DeviceAnswer, HealthAnswer, SiteAnswer, SitesAnswer } from './routes/schema/answers.ts';
export type { BucketsAnswer, ExportAnswer, LatestAnswer, TimelineAnswer } from './routes/schema/answers.ts';
