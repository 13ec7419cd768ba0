import { isValidatedFor, mainArea, modelValidity, type MetricName } from '@fieldlapse/contracts';
import type { FrameMetrics, MeasureReader } from '@fieldlapse/store';
import type { FactOf } from '../../lots/facts/fact.ts';

/** Metrics that say how a crop stands; colours and sharpness are steps on the way. */
const told: readonly MetricName[] = ['greenCover', 'plantCover', 'cropCover', 'weedCover', 'count'];
/** Frames of one camera, area, method and day. */
const mostFrames = 2000;

/**
 * One observation of a camera's own area for a local day: the measured frame nearest to noon. Of several methods a model comes
 * first whose accuracy was measured on this crop, or in this very view; then the index; then any other model, since of a crop
 * that it has never seen a network may say anything. Undefined where nothing was measured.
 */
export async function growthDay(
  measures: MeasureReader,
  of: { readonly site: string; readonly camera: string; readonly from: number; readonly to: number },
  subject: string | undefined,
): Promise<FactOf<'growth'> | undefined> {
  const { site, camera, from, to } = of;
  const noon = (from + to) / 2;
  const validated = await validatedModels(measures, subject);
  const best: FrameMetrics[] = [];
  for (const { area, method } of await measures.methods(site, camera)) {
    if (area !== mainArea) continue;
    const frames = await measures.frames({ site, camera, area, method }, from, to, mostFrames);
    const measured = frames.filter((frame) => frame.timeQuality !== 'uncertain' && valuesOf(frame).length > 0);
    const nearest = measured.toSorted((a, b) => Math.abs(a.observedAt - noon) - Math.abs(b.observedAt - noon))[0];
    if (nearest) best.push(nearest);
  }
  const rank = ({ method, modelHash }: FrameMetrics): number =>
    validated.has(method) ? 2 : modelHash === null ? 1 : 0;
  const chosen = best.toSorted((a, b) => rank(a) - rank(b) || (a.method < b.method ? -1 : 1)).at(-1);
  return chosen && factOf(chosen);
}

/** Methods of the models that were measured on this crop, or in the view that they count in. */
async function validatedModels(measures: MeasureReader, subject: string | undefined): Promise<ReadonlySet<string>> {
  const valid = (await measures.models()).filter(
    ({ card }) => card !== null && isValidatedFor(modelValidity.parse(JSON.parse(card)), subject),
  );
  return new Set(valid.map(({ name, version }) => `${name}-${version}`));
}

function valuesOf({ measured, uncertainty }: FrameMetrics): FactOf<'growth'>['values'] {
  return told.flatMap((metric) => {
    const [value, half] = [measured[metric], uncertainty[metric]];
    return value === undefined ? [] : [{ metric, value, ...(half !== undefined && { uncertainty: half }) }];
  });
}

function factOf(frame: FrameMetrics): FactOf<'growth'> {
  const { observedAt, camera, area, f, sha256, method, modelHash } = frame;
  return {
    ...{ kind: 'growth', at: observedAt, camera, area, frame: f, frameSha256: sha256, method },
    ...(modelHash !== null && { modelSha256: modelHash }),
    values: valuesOf(frame),
  };
}
