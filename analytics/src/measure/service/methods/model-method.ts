import { FieldlapseError, type MetricName, type WithheldReason } from '@fieldlapse/contracts';
import { areaMask, type RgbPicture } from '@fieldlapse/imaging';
import { withheldAll } from '../frame/withheld.ts';
import { countOf, coverOf, type AreaMask, type ModelMetrics } from '../../models/output/cover.ts';
import { giveBack } from '../../models/give-back.ts';
import type { ModelCard } from '../../models/card/schema.ts';
import type { ModelOutput } from '../../models/model-output.ts';
import type { LoadedModel } from '../../models/pool/load-model.ts';
import type { ModelPool } from '../../models/pool/model-pool.ts';
import { meanColour } from '../../pixels/mean-colour.ts';
import { withheldOf } from '../../pixels/validity.ts';
import type { Found, Method, SeenArea, SeenFrame } from './method.ts';

/** Measuring by a model: one run for a frame, whatever the number of its areas. */
export function modelMethod(pool: Pick<ModelPool, 'run'>, model: LoadedModel): Method {
  const { card, modelHash } = model;
  const name = `${card.name}-${card.version}`;
  const metrics = 'metrics' in card ? (Object.keys(card.metrics) as MetricName[]) : [];
  return {
    ...{ name, version: modelHash, modelHash, metrics },
    async measure(frame, area) {
      const tiled = 'tiles' in card.input.size;
      const picture = tiled ? await frame.picture.whole() : frame.grid;
      if (!picture) return withheldAll(metrics, 'undecodable');
      const spoiled = spoiledBy(frame, area, card);
      if (spoiled) return withheldAll(metrics, spoiled);
      try {
        const output = await frame.once(name, async () => {
          const given = await pool.run(model, picture, frame.signal);
          if (given.task !== 'detection') frame.over.defer(() => giveBack(given.probabilities));
          return given;
        });
        return foundIn(output, card, area, picture, metrics);
      } catch (error) {
        // Of its own picture a model fails again; a model that has just gone is no reason to say so of the frame.
        if (!(error instanceof FieldlapseError && error.code === 'MODEL_FAILED')) throw error;
        return withheldAll(metrics, 'model-failed');
      }
    },
  };
}

/** What keeps a cover from being read by a model is what keeps it from being read by an index; a count needs a view. */
function spoiledBy(
  { grid, judgement, sunElevationDeg }: SeenFrame,
  { area }: SeenArea,
  { task }: ModelCard,
): WithheldReason | undefined {
  if (task !== 'segmentation') return unseen.find((flag) => judgement.flags.includes(flag));
  const mean = meanColour(grid, areaMask(area, grid.width, grid.height));
  return mean ? withheldOf(mean, judgement, sunElevationDeg).plantCover : 'empty-area';
}

const unseen = ['frozen', 'blocked', 'dark'] as const;

function foundIn(
  output: ModelOutput,
  card: ModelCard,
  { area }: SeenArea,
  { width, height }: RgbPicture,
  metrics: readonly MetricName[],
): Found {
  if (output.task === 'classification') {
    const classes = Object.fromEntries(output.classes.map((name, at) => [name, output.probabilities[at] ?? 0]));
    return { values: {}, uncertainty: {}, withheld: {}, classes };
  }
  const [columns, rows] = output.task === 'segmentation' ? [output.width, output.height] : [width, height];
  const mask = areaMask(area, columns, rows);
  const part = mask && { mask, width: columns, height: rows };
  const { values, uncertainty } = metricsOf(output, card, part);
  const absent = metrics.filter((metric) => values[metric] === undefined);
  return { values, uncertainty, withheld: withheldAll(absent, 'empty-area').withheld };
}

function metricsOf(output: ModelOutput, card: ModelCard, area: AreaMask | undefined): ModelMetrics {
  if (output.task === 'segmentation' && card.task === 'segmentation') return coverOf(output, card, area);
  if (output.task === 'detection' && card.task === 'detection') return countOf(output, card, area);
  return { values: {}, uncertainty: {} };
}
