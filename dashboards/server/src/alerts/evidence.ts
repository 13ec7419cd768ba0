import {
  derivedQuantities,
  quantities,
  type AlertTarget,
  type DerivedQuantityName,
  type QuantityName,
  type SiteConfig,
} from '@fieldlapse/contracts';
import { sensedBy, type SeriesStore, type StoredAlert } from '@fieldlapse/store';
import type { Catalog } from '../catalog.ts';
import type { EvidenceAnswer } from '../routes/alerts/answers.ts';

interface EvidenceSources {
  readonly series: SeriesStore;
  readonly catalog: Pick<Catalog, 'framesAround'>;
  readonly now: number;
}

const beforeMs = 6 * 3_600_000;
const afterMs = 3 * 3_600_000;
const buckets = 72;
const mostSeries = 4;
const mostSensors = 16;
const mostCameras = 2;

/** The course of what decided, from six hours before an alert to three hours after it, and the nearest frames on both sides of its beginning. */
export async function evidenceOf(
  alert: StoredAlert,
  site: SiteConfig | undefined,
  sources: EvidenceSources,
): Promise<EvidenceAnswer> {
  const [from, to] = [alert.raisedAt - beforeMs, Math.min((alert.clearedAt ?? sources.now) + afterMs, sources.now)];
  return {
    ...{ from, to: Math.max(to, alert.raisedAt + 1) },
    series: await coursesOf(alert, site, { ...sources, from, to }),
    frames: await framesOf(alert, site, sources),
  };
}

async function coursesOf(
  { target, rules }: StoredAlert,
  site: SiteConfig | undefined,
  { series, from, to }: EvidenceSources & { readonly from: number; readonly to: number },
): Promise<EvidenceAnswer['series']> {
  const levels = levelsIn(rules.rule);
  const found: EvidenceAnswer['series'] = [];
  for (const quantity of sensedBy(rules.rule)) {
    for (const sensor of sensorsOf(target, site).slice(0, mostSensors)) {
      if (found.length >= mostSeries || to <= from) return found;
      const course = await series.buckets(`${target.site}/${sensor}/${quantity}`, from, to, buckets);
      if (course.length === 0) continue;
      const { vi, en, unit } = describeQuantity(quantity);
      const title = site?.sensors.find(({ name }) => name === sensor)?.title ?? sensor;
      found.push({
        ...{ sensor, title, quantity, label: { vi, en }, unit, level: levels.get(quantity) ?? null, buckets: course },
      });
    }
  }
  return found;
}

function describeQuantity(name: string): { vi: string; en: string; unit: string } {
  if (Object.hasOwn(quantities, name)) return quantities[name as QuantityName];
  return derivedQuantities[name as DerivedQuantityName];
}

async function framesOf(
  { target, raisedAt }: StoredAlert,
  site: SiteConfig | undefined,
  { catalog }: EvidenceSources,
): Promise<EvidenceAnswer['frames']> {
  const frames = await Promise.all(
    camerasOf(target, site)
      .slice(0, mostCameras)
      .map(async (camera) => ({
        camera,
        title: site?.cameras.find(({ name }) => name === camera)?.title ?? camera,
        ...(await catalog.framesAround(target.site, camera, raisedAt)),
      })),
  );
  return frames.filter(({ before, after }) => before ?? after);
}

function sensorsOf({ sensor, plot }: AlertTarget, site: SiteConfig | undefined): string[] {
  if (sensor !== undefined) return [sensor];
  return (site?.sensors ?? []).filter((one) => plot === undefined || one.plot === plot).map(({ name }) => name);
}

/** The camera itself, or those that look at the plot; all of the site where it is in none. */
function camerasOf({ camera, plot, sensor }: AlertTarget, site: SiteConfig | undefined): string[] {
  if (camera !== undefined) return [camera];
  const place = plot ?? site?.sensors.find(({ name }) => name === sensor)?.plot;
  const cameras = site?.cameras ?? [];
  const near = cameras.filter((one) => place === undefined || one.plot === place);
  return (near.length > 0 ? near : cameras).map(({ name }) => name);
}

/** The level that a rule raises at, by what it is a level of; of several the first. */
function levelsIn(rule: unknown): Map<string, number> {
  const levels = new Map<string, number>();
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const { of, above, below } = part as Readonly<Record<string, unknown>>;
    const level = above ?? below;
    if (typeof of === 'string' && typeof level === 'number' && !levels.has(of)) levels.set(of, level);
    for (const inner of Object.values(part)) walk(inner);
  };
  walk(rule);
  return levels;
}
