import { localDayOf, mainArea, metrics, type MetricName, type SiteConfig } from '@fieldlapse/contracts';
import type { FrameMetrics, MeasureReader, MethodRow, ModelRow } from '@fieldlapse/store';
import type { MethodAnswer, MetricsAnswer } from '../routes/schema/metric-answers.ts';
import { subjectOf } from './crops.ts';
import { describeMethod } from './describe-method.ts';
import { reasonWords } from './reasons.ts';

/** Frames that are looked at for the newest value of each metric. */
const newestFrames = 50;

/** What is measured of a camera: by area and method, with the newest values. */
export async function describeAreas(
  reader: MeasureReader,
  site: SiteConfig,
  camera: string,
  now: number,
): Promise<MetricsAnswer['areas']> {
  const models = await reader.models();
  const byArea = Map.groupBy(await reader.methods(site.id, camera), ({ area }) => area);
  const areas: MetricsAnswer['areas'] = [];
  for (const [area, methods] of byArea) {
    const subject = subjectOf(site, camera, area, localDayOf(now, site.timeZone));
    areas.push({
      area,
      title: areaTitle(site, camera, area),
      subject: subject ?? null,
      methods: await Promise.all(methods.map((method) => methodOf(reader, method, models, subject))),
    });
  }
  // The camera's own area first.
  return areas.toSorted((a, b) => Number(b.area === mainArea) - Number(a.area === mainArea));
}

function areaTitle({ cameras }: SiteConfig, camera: string, area: string): string | null {
  const known = cameras.find(({ name }) => name === camera)?.areas?.find(({ name }) => name === area);
  return known?.title ?? null;
}

async function methodOf(
  reader: MeasureReader,
  row: MethodRow,
  models: readonly ModelRow[],
  subject: string | undefined,
): Promise<MethodAnswer> {
  const frames = await reader.newest(row, newestFrames);
  const names = new Set(frames.flatMap(({ measured, withheld }) => Object.keys({ ...measured, ...withheld })));
  const newest = frames[0];
  return {
    ...describeMethod(row.method, models, subject),
    frames: row.frames,
    metrics: [...names].map((name) => metricOf(name as MetricName, frames)),
    newest: newest
      ? {
          f: newest.f,
          t: newest.observedAt,
          withheld: Object.fromEntries(
            Object.entries(newest.withheld).map(([name, reason]) => [name, reasonWords(reason)]),
          ),
        }
      : null,
  };
}

function metricOf(metric: MetricName, frames: readonly FrameMetrics[]): MethodAnswer['metrics'][number] {
  const { vi, en, unit } = metrics[metric];
  const found = frames.find(({ measured }) => measured[metric] !== undefined);
  const latest = found && {
    t: found.observedAt,
    value: found.measured[metric] as number,
    uncertainty: found.uncertainty[metric] ?? null,
  };
  return { metric, label: { vi, en }, unit, latest: latest ?? null };
}
