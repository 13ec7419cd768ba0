import { derivedQuantityNames, quantityNames, type AlertTransition } from '@fieldlapse/contracts';
import type { FrameQueries } from '../intake/frame-queries.ts';
import type { FrameRow } from '../intake/tables.ts';
import type { SeriesStore, StoredPoint } from '../ports.ts';
import type { StoredAlert } from './reader.ts';

/** What was measured around a transition, and what a camera saw before and after it. */
export interface TransitionEvidence {
  readonly transition: AlertTransition;
  readonly readings: readonly {
    readonly sensor: string;
    readonly quantity: string;
    readonly points: readonly StoredPoint[];
  }[];
  readonly frames: readonly { readonly camera: string; readonly before?: FrameRow; readonly after?: FrameRow }[];
}

/** Where an alert's plot is looked at and measured, as the site is configured. */
export interface EvidencePlace {
  readonly sensors: readonly string[];
  readonly cameras: readonly string[];
}

const aroundMs = 3 * 3_600_000;
const mostPoints = 1000;
const mostPlaces = 16;

/**
 * Evidence of an alert as it stands now, for each of its transitions that was not taken back: readings from three hours before to three hours after,
 * and the nearest frames of uncertain and certain time alike on both sides.
 */
export async function alertEvidence(
  sources: { readonly series: SeriesStore; readonly intake: Pick<FrameQueries, 'frames'> },
  alert: StoredAlert,
  place: EvidencePlace,
): Promise<TransitionEvidence[]> {
  const { site, sensor, camera } = alert.target;
  const sensors = sensor === undefined ? place.sensors.slice(0, mostPlaces) : [sensor];
  const cameras = camera === undefined ? place.cameras.slice(0, mostPlaces) : [camera];
  const quantities = sensedBy(alert.rules.rule);
  const evidence: TransitionEvidence[] = [];
  for (const transition of transitionsOf(alert)) {
    const readings: TransitionEvidence['readings'][number][] = [];
    for (const one of sensors) {
      for (const quantity of quantities) {
        const [from, to] = [transition.at - aroundMs, transition.at + aroundMs];
        const points = await sources.series.range(`${site}/${one}/${quantity}`, from, to, mostPoints);
        if (points.length > 0) readings.push({ sensor: one, quantity, points });
      }
    }
    const frames = await Promise.all(cameras.map((one) => framesAround(sources.intake, site, one, transition.at)));
    evidence.push({ transition, readings, frames: frames.filter(({ before, after }) => before ?? after) });
  }
  return evidence;
}

async function framesAround(intake: Pick<FrameQueries, 'frames'>, site: string, camera: string, at: number) {
  const [before] = await intake.frames(site, camera, { to: at + 1, limit: 1, first: 'newest' });
  const [after] = await intake.frames(site, camera, { from: at + 1, limit: 1 });
  return { camera, ...(before && { before }), ...(after && { after }) };
}

/** The transitions that are left after all that was revised and withdrawn, in order of time. */
export function transitionsOf({ changes }: Pick<StoredAlert, 'changes'>): AlertTransition[] {
  const left = new Map<string, AlertTransition>();
  for (const { change, transition, replaces } of changes) {
    if (replaces !== undefined) left.delete(replaces);
    if (change === 'withdrawn') left.delete(transition.id);
    else left.set(transition.id, transition);
  }
  return [...left.values()].sort((a, b) => a.at - b.at);
}

/** What sensors measure for a rule, wherever its conditions name it; `rule` is `StoredRule.rule`. */
export function sensedBy(rule: unknown): string[] {
  const sensed: ReadonlySet<string> = new Set([...quantityNames, ...derivedQuantityNames]);
  const found = new Set<string>();
  const walk = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      if (key === 'of' && typeof value === 'string' && sensed.has(value)) found.add(value);
      walk(value);
    }
  };
  walk(rule);
  return [...found];
}
