/** What is measured on a picture of a camera's area, with its unit and its range. */
export interface Metric {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly vi: string;
  readonly en: string;
}

/**
 * The one table of picture metrics. `r`, `g`, `b` are the area's mean DN; indices are worked out from those means, never
 * averaged over pixels (docs/growth.md gives equations and sources). Covers are shares of the area, 0–1.
 */
export const metrics = {
  meanRedDn: { unit: 'DN', min: 0, max: 255, vi: 'Đỏ trung bình', en: 'Mean red' },
  meanGreenDn: { unit: 'DN', min: 0, max: 255, vi: 'Lục trung bình', en: 'Mean green' },
  meanBlueDn: { unit: 'DN', min: 0, max: 255, vi: 'Lam trung bình', en: 'Mean blue' },
  lumaDn: { unit: 'DN', min: 0, max: 255, vi: 'Độ sáng', en: 'Luminance' },
  sharpness: { unit: '', min: 0, max: 10, vi: 'Độ nét', en: 'Sharpness' },
  gcc: { unit: '', min: 0, max: 1, vi: 'Chỉ số xanh GCC', en: 'Green chromatic coordinate (GCC)' },
  gli: { unit: '', min: -1, max: 1, vi: 'Chỉ số lá xanh GLI', en: 'Green leaf index (GLI)' },
  exg: { unit: '', min: -1, max: 2, vi: 'Chỉ số xanh trội ExG', en: 'Excess green (ExG)' },
  exgr: { unit: '', min: -2.4, max: 3, vi: 'Chỉ số ExGR', en: 'Excess green minus excess red (ExGR)' },
  vari: { unit: '', min: -10, max: 10, vi: 'Chỉ số VARI', en: 'Visible atmospherically resistant index (VARI)' },
  greenCover: { unit: '', min: 0, max: 1, vi: 'Độ phủ xanh', en: 'Green cover' },
  plantCover: { unit: '', min: 0, max: 1, vi: 'Độ phủ cây', en: 'Plant cover' },
  cropCover: { unit: '', min: 0, max: 1, vi: 'Độ phủ cây trồng', en: 'Crop cover' },
  weedCover: { unit: '', min: 0, max: 1, vi: 'Độ phủ cỏ dại', en: 'Weed cover' },
  count: { unit: '', min: 0, max: 100_000, vi: 'Số đếm được', en: 'Count' },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]];

/** The area of a camera that its `roi` describes; others have names of their own. */
export const mainArea = 'roi';

/** Whose metric a series holds. */
export interface MetricSource {
  readonly site: string;
  readonly camera: string;
  /** {@link mainArea}, or one of the camera's `areas`. */
  readonly area: string;
  readonly metric: MetricName;
  /** What measured it, with its version: `rgb-1`, `index-3`, `canopy-1.0.0`. Versions are kept apart. */
  readonly method: string;
}

/** How the frames of a window of days become one value: mean or percentile over 1 or 3 days. */
export const windowStatistics = [
  ...['d1-mean', 'd1-p50', 'd1-p75', 'd1-p90'],
  ...['d3-mean', 'd3-p50', 'd3-p75', 'd3-p90'],
] as const;
export type WindowStatistic = (typeof windowStatistics)[number];

/**
 * Name of a metric's series in the series store; with a `statistic` that of its daily values, whose time is local noon of
 * the window's middle day. The `~` keeps it apart from sensors, whose site names cannot begin with it.
 */
export function metricSeries(source: MetricSource, statistic?: WindowStatistic): string {
  const { site, camera, area, metric, method } = source;
  return `~${site}/${camera}/${area}/${metric}/${method}${statistic ? `/${statistic}` : ''}`;
}

/** Reads what {@link metricSeries} wrote; undefined for any other name. */
export function parseMetricSeries(name: string): (MetricSource & { readonly statistic?: WindowStatistic }) | undefined {
  const [, site, camera, area, metric, method, statistic, more] =
    /^~([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)(?:\/([^/]+))?(\/.*)?$/.exec(name) ?? [];
  if (!site || !camera || !area || !metric || !method || more !== undefined) return undefined;
  if (!Object.hasOwn(metrics, metric)) return undefined;
  const source = { site, camera, area, metric: metric as MetricName, method };
  if (statistic === undefined) return source;
  const known = windowStatistics.find((one) => one === statistic);
  return known && { ...source, statistic: known };
}
